using System.Globalization;
using System.Text;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Lists;

/// <summary>Reads a filter: <c>and(eq(liveness,"late"),not(like(name,"valve-*")))</c>.</summary>
/// <remarks>
/// <code>
/// filter  = ("and" | "or") "(" filter *("," filter) ")" | "not" "(" filter ")"
///         | ("eq" | "ne" | "gt" | "ge" | "lt" | "le") "(" member "," value ")"
///         | "in" "(" member 1*("," value) ")" | "like" "(" member "," text ")"
/// value   = text | number | "null"
/// text    = DQUOTE *(any but DQUOTE and "\" | "\" DQUOTE | "\\") DQUOTE
/// </code>
/// Spaces may stand between words. The first flaw is told with its place; what a filter may cost is bounded before anything is read.
/// </remarks>
internal sealed class FilterParser
{
    public const int MostCharacters = 2_000;
    public const int MostDepth = 8;
    public const int MostTerms = 32;
    public const int MostValues = 100;
    public const int MostPatterns = 4;
    public const int LongestPattern = 128;

    private readonly string _text;
    private int _at;
    private int _terms;
    private int _values;
    private int _patterns;
    private Refusal? _flaw;

    private FilterParser(string text) => _text = text;

    public static Checked<FilterNode> Parse(string text)
    {
        if (text.Length > MostCharacters) return FlawAt(MostCharacters, $"at most {MostCharacters} characters are allowed");

        var parser = new FilterParser(text);
        var node = parser.Filter(depth: 1);
        parser.Spaces();
        if (node is not null && parser._at < text.Length) node = parser.Fail<FilterNode>("nothing is due after the end of the filter");
        return node is null ? parser._flaw! : node;
    }

    /// <summary>Refuses a filter for what stands at an index.</summary>
    public static Refusal FlawAt(int index, string flaw) => Refusals.InvalidFilter.Because($"filter, character {index + 1}: {flaw}.");

    private FilterNode? Filter(int depth)
    {
        if (depth > MostDepth) return Fail<FilterNode>($"at most {MostDepth} levels are allowed");
        if (++_terms > MostTerms) return Fail<FilterNode>($"at most {MostTerms} terms are allowed");
        if (!TryWord(out var word) || !Take('(')) return Fail<FilterNode>("a term such as eq(name,\"a\") is due");

        var node = word.Text switch
        {
            "and" => Terms(depth) is { } terms ? new FilterNode.All(terms) : null,
            "or" => Terms(depth) is { } terms ? new FilterNode.Any(terms) : null,
            "not" => Filter(depth + 1) is { } term ? new FilterNode.Not(term) : null,
            "in" => OneOf(),
            "like" => Like(),
            _ when Enum.TryParse<Comparison>(word.Text, ignoreCase: true, out var comparison) && word.Text.All(char.IsAsciiLetterLower) => Compare(comparison),
            _ => Fail<FilterNode>($"“{word.Text}” is none of eq, ne, gt, ge, lt, le, in, like, and, or, not", word.At),
        };
        return node is null || Take(')') ? node : Fail<FilterNode>("a closing parenthesis is due");
    }

    private List<FilterNode>? Terms(int depth)
    {
        var terms = new List<FilterNode>();
        do
        {
            if (Filter(depth + 1) is not { } term) return null;
            terms.Add(term);
        }
        while (Take(','));

        return terms;
    }

    private FilterNode.Compare? Compare(Comparison comparison)
    {
        if (!TryMember(out var field) || !TryLiteral(out var value)) return null;
        if (value.Kind is LiteralKind.Null && comparison > Comparison.Ne) return Fail<FilterNode.Compare>("null is neither more nor less than anything", value.At);

        return new FilterNode.Compare(comparison, field, value);
    }

    private FilterNode.OneOf? OneOf()
    {
        if (!TryMember(out var field)) return null;

        var values = new List<Literal>();
        do
        {
            if (!TryLiteral(out var value)) return null;
            values.Add(value);
        }
        while (Take(','));

        return new FilterNode.OneOf(field, values);
    }

    private FilterNode.Like? Like()
    {
        if (++_patterns > MostPatterns) return Fail<FilterNode.Like>($"at most {MostPatterns} patterns are allowed");
        if (!TryMember(out var field) || !TryLiteral(out var pattern)) return null;
        if (pattern.Kind is not LiteralKind.Text) return Fail<FilterNode.Like>("a pattern in quotes is due", pattern.At);
        if (pattern.Text.Length > LongestPattern) return Fail<FilterNode.Like>($"a pattern has at most {LongestPattern} characters", pattern.At);

        return new FilterNode.Like(field, pattern);
    }

    private bool TryMember(out Word field)
    {
        if (!TryWord(out field)) return Fail("the name of a member is due");

        return Take(',') || Fail("a comma and a value are due");
    }

    private bool TryWord(out Word word)
    {
        Spaces();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '_')) _at++;
        word = new Word(_text[start.._at], start);
        return _at > start && char.IsAsciiLetter(_text[start]);
    }

    private bool TryLiteral(out Literal value)
    {
        Spaces();
        value = default;
        if (++_values > MostValues) return Fail($"at most {MostValues} values are allowed");
        if (_at < _text.Length && _text[_at] == '"') return TryText(out value);

        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '+')) _at++;
        var word = _text[start.._at];
        if (word == "null") value = new Literal(LiteralKind.Null, word, 0, start);
        else if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && !char.IsAsciiLetter(word[0]))
            value = new Literal(LiteralKind.Number, word, number, start);
        else return Fail("a number, a text in quotes or null is due", start);

        return true;
    }

    private bool TryText(out Literal value)
    {
        var start = _at++;
        var text = new StringBuilder();
        value = default;
        while (_at < _text.Length && _text[_at] != '"')
        {
            if (_text[_at] == '\\' && (++_at == _text.Length || _text[_at] is not ('"' or '\\'))) return Fail("after a backslash a quote or a backslash is due");
            text.Append(_text[_at++]);
        }

        if (_at++ >= _text.Length) return Fail("the closing quote is missing", start);

        value = new Literal(LiteralKind.Text, text.ToString(), 0, start);
        return true;
    }

    private bool Take(char due)
    {
        Spaces();
        if (_at >= _text.Length || _text[_at] != due) return false;

        _at++;
        return true;
    }

    private void Spaces()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }

    private T? Fail<T>(string flaw, int? at = null)
        where T : class
    {
        Fail(flaw, at);
        return null;
    }

    private bool Fail(string flaw, int? at = null)
    {
        _flaw ??= FlawAt(at ?? _at, flaw);
        return false;
    }
}
