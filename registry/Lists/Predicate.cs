using Cartel.Registry.Broker;

namespace Cartel.Registry.Lists;

/// <summary>Binds a filter to a list's members: what comes of it is plain calls, one for each term.</summary>
/// <remarks>A member that an item lacks equals only null: every other comparison with it fails, but for <c>ne</c>, which is the opposite of <c>eq</c>.</remarks>
internal static class Predicate
{
    public static Checked<Func<T, bool>> Of<T>(FilterNode node, Shape<T> shape) => node switch
    {
        FilterNode.All all => Join(all.Of, shape, static terms => item => Array.TrueForAll(terms, term => term(item))),
        FilterNode.Any any => Join(any.Of, shape, static terms => item => Array.Exists(terms, term => term(item))),
        FilterNode.Not not => Join([not.Of], shape, static terms => item => !terms[0](item)),
        FilterNode.Compare compare => Compare(compare, shape),
        FilterNode.OneOf oneOf => OneOf(oneOf, shape),
        FilterNode.Like like => Like(like, shape),
        _ => throw new InvalidOperationException($"there is no such filter: {node.GetType().Name}"),
    };

    private static Checked<Func<T, bool>> Join<T>(IReadOnlyList<FilterNode> nodes, Shape<T> shape, Func<Func<T, bool>[], Func<T, bool>> join)
    {
        var terms = new Func<T, bool>[nodes.Count];
        for (var i = 0; i < terms.Length; i++)
        {
            if (!Of(nodes[i], shape).TryGet(out var term, out var flaw)) return flaw;
            terms[i] = term;
        }

        return join(terms);
    }

    private static Checked<Func<T, bool>> Compare<T>(FilterNode.Compare node, Shape<T> shape)
    {
        if (!Find(node.Field, shape, node.Value).TryGet(out var field, out var flaw)) return flaw;

        Func<T, int?> stands = node.Value.Kind is LiteralKind.Null ? item => field.TextOf(item) is null ? 0 : null : field.Against(node.Value);
        return (Func<T, bool>)(node.Comparison switch
        {
            Comparison.Eq => item => stands(item) == 0,
            Comparison.Ne => item => stands(item) != 0,
            Comparison.Gt => item => stands(item) > 0,
            Comparison.Ge => item => stands(item) >= 0,
            Comparison.Lt => item => stands(item) < 0,
            _ => item => stands(item) <= 0,
        });
    }

    private static Checked<Func<T, bool>> OneOf<T>(FilterNode.OneOf node, Shape<T> shape) => Join(
        [.. node.Values.Select(value => new FilterNode.Compare(Comparison.Eq, node.Field, value))], shape,
        static terms => item => Array.Exists(terms, term => term(item)));

    private static Checked<Func<T, bool>> Like<T>(FilterNode.Like node, Shape<T> shape)
    {
        if (!Find(node.Field, shape).TryGet(out var field, out var flaw)) return flaw;
        if (!field.Meaning.StartsWith("text", StringComparison.Ordinal)) return FilterParser.FlawAt(node.Field.At, $"{field.Name} is a {field.Meaning}, which has no pattern");

        return (Func<T, bool>)(item => field.TextOf(item) is { } text && Glob.IsMatch(text, node.Pattern.Text));
    }

    private static Checked<Field<T>> Find<T>(Word name, Shape<T> shape, Literal? value = null)
    {
        if (!shape.TryFind(name.Text, out var field))
            return FilterParser.FlawAt(name.At, $"the {shape.Name} have no member “{name.Text}” to filter by, but {shape.Names}");

        return value is { } literal && field.FlawOf(literal) is { } flaw ? FilterParser.FlawAt(literal.At, flaw) : field;
    }
}
