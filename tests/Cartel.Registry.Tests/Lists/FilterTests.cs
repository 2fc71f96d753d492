using Cartel.Registry.Broker;
using Cartel.Registry.Lists;

namespace Cartel.Registry.Tests.Lists;

internal sealed class FilterTests
{
    private static readonly Shape<Item> Shape = new(
        "items", static item => item.Name,
        [
            Field<Item>.Text("name", static item => item.Name),
            Field<Item>.Text("colour", static item => item.Colour, "red", "green"),
            Field<Item>.Number("size", static item => item.Size),
            Field<Item>.Time("at", static item => item.At),
        ]);

    private static readonly Item[] Items =
    [
        new("a", "red", 1, Day(1)), new("b", "green", 2, Day(2)), new("valve-1", "red", null, Day(3)), new("valve-2", null, 4.5, null),
    ];

    [TestCase("eq(name,\"a\")", "a")]
    [TestCase("ne(name,\"a\")", "b valve-1 valve-2")]
    [TestCase("gt(size,1)", "b valve-2")]
    [TestCase("ge(size,2)", "b valve-2")]
    [TestCase("lt(size,2)", "a")]
    [TestCase("le(size,2e0)", "a b")]
    [TestCase("in(name,\"a\",\"valve-2\")", "a valve-2")]
    [TestCase("like(name,\"valve-*\")", "valve-1 valve-2")]
    [TestCase("like(name,\"?\")", "a b")]
    [TestCase("and(eq(colour,\"red\"),gt(size,0.5))", "a")]
    [TestCase("or(eq(colour,\"green\"),eq(name,\"a\"))", "a b")]
    [TestCase("not(like(name,\"valve-*\"))", "a b")]
    [TestCase("and( not( eq( size , null ) ) , ne( colour , \"red\" ) )", "b valve-2")]
    [TestCase("eq(colour,null)", "valve-2")]
    [TestCase("ne(at,null)", "a b valve-1")]
    [TestCase("lt(size,100)", "a b valve-2")]
    [TestCase("ne(size,1)", "b valve-1 valve-2")]
    [TestCase("ge(at,\"2026-01-02\")", "b valve-1")]
    [TestCase("eq(at,\"2026-01-02T01:00:00+01:00\")", "b")]
    [TestCase("in(size,1,null)", "a valve-1")]
    public void A_filter_takes_what_it_says(string filter, string taken) => Assert.That(Taken(filter), Is.EqualTo(taken.Split(' ')));

    [TestCase("", 1, "a term such as")]
    [TestCase("eq", 3, "a term such as")]
    [TestCase("equals(name,\"a\")", 1, "“equals” is none of")]
    [TestCase("EQ(name,\"a\")", 1, "“EQ” is none of")]
    [TestCase("1(name,\"a\")", 2, "a term such as")]
    [TestCase("eq(name \"a\")", 9, "a comma and a value")]
    [TestCase("eq(name,a)", 9, "a number, a text in quotes or null")]
    [TestCase("eq(name,\"a)", 9, "the closing quote is missing")]
    [TestCase("eq(name,\"\\n\")", 11, "after a backslash")]
    [TestCase("eq(size,NaN)", 9, "a number, a text")]
    [TestCase("eq(size,1e999)", 9, "a number, a text")]
    [TestCase("eq(size,0x1)", 9, "a number, a text")]
    [TestCase("eq(name,\"a\"", 12, "a closing parenthesis")]
    [TestCase("eq(name,\"a\"))", 13, "nothing is due after the end")]
    [TestCase("and()", 5, "a term such as")]
    [TestCase("and(eq(name,\"a\"),)", 18, "a term such as")]
    [TestCase("not(eq(name,\"a\"),eq(name,\"b\"))", 17, "a closing parenthesis")]
    [TestCase("gt(size,null)", 9, "null is neither more nor less")]
    [TestCase("eq(weight,1)", 4, "no member “weight” to filter by, but name, colour, size, at")]
    [TestCase("eq(size,\"1\")", 9, "a number is due for size")]
    [TestCase("eq(name,1)", 9, "a text in quotes is due for name")]
    [TestCase("eq(colour,\"blue\")", 11, "“blue” is none of red, green")]
    [TestCase("eq(at,\"yesterday\")", 7, "a time in quotes")]
    [TestCase("and(eq(name,\"a\"),eq(at,1))", 24, "a time in quotes")]
    [TestCase("like(size,\"1\")", 6, "size is a number, which has no pattern")]
    [TestCase("like(name,1)", 11, "a pattern in quotes")]
    [TestCase("eq(name,\"a\")\0", 13, "nothing is due after the end")]
    public void A_flaw_is_told_with_its_place(string filter, int character, string flaw) => Assert.That(
        FlawOf(filter), Does.StartWith($"filter, character {character}: ").And.Contain(flaw));

    [Test]
    public void What_a_filter_may_cost_is_bounded()
    {
        var term = "eq(name,\"a\")";
        Assert.That(FlawOf(new string(' ', FilterParser.MostCharacters + 1)), Does.Contain("at most 2000 characters"));
        Assert.That(FlawOf(Nested(8)), Does.Contain("at most 8 levels"));
        Assert.That(Taken(Nested(7)), Is.Not.Empty);
        Assert.That(FlawOf($"or({string.Join(',', Enumerable.Repeat(term, 32))})"), Does.Contain("at most 32 terms"));
        Assert.That(Taken($"or({string.Join(',', Enumerable.Repeat(term, 31))})"), Is.Not.Empty);
        Assert.That(FlawOf($"in(size,{string.Join(',', Enumerable.Range(0, 101))})"), Does.Contain("at most 100 values"));
        Assert.That(FlawOf($"or({string.Join(',', Enumerable.Repeat("like(name,\"*\")", 5))})"), Does.Contain("at most 4 patterns"));
        Assert.That(FlawOf($"like(name,\"{new string('*', 129)}\")"), Does.Contain("at most 128 characters"));

        string Nested(int levels) => string.Concat(Enumerable.Repeat("not(", levels)) + term + new string(')', levels);
    }

    // Oracle: the pattern as a regular expression.
    [Test]
    public void Patterns_match_as_their_regular_expression_does()
    {
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++)
        {
            var (text, pattern) = (Draw("ab", 8), Draw("ab*?", 6));
            var expected = System.Text.RegularExpressions.Regex.IsMatch(text, $"^{pattern.Replace("*", ".*", StringComparison.Ordinal).Replace('?', '.')}$");
            Assert.That(Glob.IsMatch(text, pattern), Is.EqualTo(expected), $"{text} {pattern}");
        }

        string Draw(string letters, int most) => string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => letters[random.Next(letters.Length)]));
    }

    private static DateTimeOffset Day(int day) => new(2026, 1, day, 0, 0, 0, TimeSpan.Zero);

    private static IEnumerable<string> Taken(string filter)
    {
        Assert.That(Bind(filter).TryGet(out var matches, out var flaw), Is.True, flaw?.Detail);
        return Items.Where(matches!).Select(static item => item.Name);
    }

    private static string FlawOf(string filter)
    {
        Assert.That(Bind(filter).TryGet(out _, out var flaw), Is.False);
        Assert.That(flaw!.Kind, Is.EqualTo(Refusals.InvalidFilter));
        return flaw.Detail;
    }

    private static Checked<Func<Item, bool>> Bind(string filter) =>
        FilterParser.Parse(filter).TryGet(out var node, out var flaw) ? Predicate.Of(node, Shape) : flaw;

    private sealed record Item(string Name, string? Colour, double? Size, DateTimeOffset? At);
}
