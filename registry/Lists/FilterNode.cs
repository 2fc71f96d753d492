namespace Cartel.Registry.Lists;

/// <summary>A filter as it was written, not yet bound to the members of any list.</summary>
internal abstract record FilterNode
{
    private FilterNode()
    {
    }

    /// <summary>All of them hold: <c>and(…)</c>.</summary>
    internal sealed record All(IReadOnlyList<FilterNode> Of) : FilterNode;

    /// <summary>At least one holds: <c>or(…)</c>.</summary>
    internal sealed record Any(IReadOnlyList<FilterNode> Of) : FilterNode;

    /// <summary>It does not hold: <c>not(…)</c>.</summary>
    internal sealed record Not(FilterNode Of) : FilterNode;

    /// <summary>A member beside a value: <c>eq</c>, <c>ne</c>, <c>gt</c>, <c>ge</c>, <c>lt</c>, <c>le</c>.</summary>
    internal sealed record Compare(Comparison Comparison, Word Field, Literal Value) : FilterNode;

    /// <summary>A member is one of several values: <c>in(…)</c>.</summary>
    internal sealed record OneOf(Word Field, IReadOnlyList<Literal> Values) : FilterNode;

    /// <summary>A text has a form: <c>like(name,"valve-*")</c>.</summary>
    internal sealed record Like(Word Field, Literal Pattern) : FilterNode;
}

/// <summary>How a member may stand to a value.</summary>
internal enum Comparison { Eq, Ne, Gt, Ge, Lt, Le }

/// <summary>A word of a filter.</summary>
/// <param name="Text">The word.</param>
/// <param name="At">The index of its first character.</param>
internal readonly record struct Word(string Text, int At);

/// <summary>What kind of value a filter has.</summary>
internal enum LiteralKind { Text, Number, Null }

/// <summary>A value in a filter.</summary>
/// <param name="Kind">Of what kind it is.</param>
/// <param name="Text">What it says, without quotes.</param>
/// <param name="Number">The number, of one.</param>
/// <param name="At">The index of its first character.</param>
internal readonly record struct Literal(LiteralKind Kind, string Text, double Number, int At);
