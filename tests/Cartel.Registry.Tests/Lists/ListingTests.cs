using Cartel.Registry.Lists;

namespace Cartel.Registry.Tests.Lists;

internal sealed class ListingTests
{
    private static readonly Shape<Item> Shape = new(
        "items", static item => item.Name,
        [Field<Item>.Text("name", static item => item.Name), Field<Item>.Number("size", static item => item.Size), Field<Item>.Time("at", static item => item.At)]);

    private static readonly Shape<Item> Newest = new("items", static item => item.Name, [Field<Item>.Number("size", static item => item.Size)], newestFirst: true);

    // Oracle: LINQ's own filter and stable sort over all, cut into pages.
    [Test]
    public void Pages_together_are_the_sorted_list([Values(null, "size", "-size", "size,-at", "-at,size,name")] string? sort, [Values(1, 3, 7, 100)] int limit, [Values] bool filtered)
    {
        var random = new Random(3);
        Item[] items = [.. Enumerable.Range(0, 60).Select(i => new Item($"item-{i:00}", random.Next(5) == 0 ? null : random.Next(6), random.Next(4) == 0 ? null : Day(1 + random.Next(5))))];
        var expected = items.Where(item => !filtered || item.Size >= 2);
        expected = sort switch
        {
            null => expected,
            "size" => expected.OrderBy(item => item.Size is null).ThenBy(item => item.Size).ThenBy(item => item.Name),
            "-size" => expected.OrderBy(item => item.Size is null).ThenByDescending(item => item.Size).ThenBy(item => item.Name),
            "size,-at" => expected.OrderBy(item => item.Size is null).ThenBy(item => item.Size).ThenBy(item => item.At is null).ThenByDescending(item => item.At).ThenBy(item => item.Name),
            _ => expected.OrderBy(item => item.At is null).ThenByDescending(item => item.At).ThenBy(item => item.Size is null).ThenBy(item => item.Size).ThenBy(item => item.Name),
        };

        Assert.That(Walk(items, Shape, limit, filtered ? "ge(size,2)" : null, sort), Is.EqualTo(expected.Select(item => item.Name)));
    }

    [Test]
    public void A_list_with_the_newest_first_goes_on_where_it_ended()
    {
        Item[] items = [new("c", 1, null), new("b", 2, null), new("a", 1, null)];

        Assert.That(Walk(items, Newest, 1, null, null), Is.EqualTo(new[] { "c", "b", "a" }));
        Assert.That(Walk(items, Newest, 1, null, "size"), Is.EqualTo(new[] { "c", "a", "b" }));
    }

    [TestCase(null)]
    [TestCase("-size")]
    public void What_comes_and_goes_between_two_pages_moves_nothing_else(string? sort)
    {
        Item[] items = [.. Enumerable.Range(0, 10).Select(i => new Item($"item-{i}", 10 - i, null))];
        var first = Read(2, null, null, sort).PageOf(items, item => item.Name);
        // The item that the cursor names is gone, one before it is new.
        Item[] later = [new("item-0a", 10, null), .. items.Where(item => item.Name is not "item-1")];

        var second = Read(2, first.NextCursor, null, sort).PageOf(later, item => item.Name);

        Assert.That(first.Items.Concat(second.Items), Is.EqualTo(new[] { "item-0", "item-1", "item-2", "item-3" }));
    }

    [Test]
    public void A_cursor_is_good_for_its_own_query_only()
    {
        Item[] items = [new("a", 1, null), new("b", 2, null)];
        var cursor = Read(1, null, "ge(size,0)", "size").PageOf(items, item => item.Name).NextCursor!;

        Assert.That(Accepts(cursor, "ge(size,0)", "size", "scope"), Is.True);
        Assert.That(Accepts(cursor, "ge(size,1)", "size", "scope"), Is.False);
        Assert.That(Accepts(cursor, "ge(size,0)", "-size", "scope"), Is.False);
        Assert.That(Accepts(cursor, "ge(size,0)", null, "scope"), Is.False);
        Assert.That(Accepts(cursor, "ge(size,0)", "size", "another"), Is.False);
    }

    [Test]
    public void A_damaged_cursor_is_refused_and_throws_nothing()
    {
        Item[] items = [new("a", 1, null), new("b", 2, null)];
        var cursor = Read(1, null, null, "size").PageOf(items, item => item.Name).NextCursor!;
        var random = new Random(11);
        foreach (var bad in new[] { "", "!", "AAAA", cursor[..^1], cursor + "AAAA", new string('A', 5_000) }) Assert.That(Accepts(bad, null, "size", "scope"), Is.False, bad);
        for (var i = 0; i < 2_000; i++)
        {
            var letters = cursor.ToCharArray();
            letters[random.Next(letters.Length)] = (char)random.Next(1, 128);
            Assert.That(() => Accepts(new string(letters), null, "size", "scope"), Throws.Nothing);
        }
    }

    [TestCase("size,at,name,size")]
    [TestCase("weight")]
    [TestCase("size,,at")]
    [TestCase("--size")]
    public void An_order_that_is_none_is_refused(string sort)
    {
        Assert.That(Listing<Item>.Read(new ListQuery { Sort = sort }, Shape, "scope").TryGet(out _, out var flaw), Is.False);
        Assert.That(flaw!.Kind.Code, Is.EqualTo("invalid-query"));
    }

    private static DateTimeOffset Day(int day) => new(2026, 1, day, 0, 0, 0, TimeSpan.Zero);

    private static bool Accepts(string cursor, string? filter, string? sort, string scope) =>
        Listing<Item>.Read(new ListQuery { Limit = 1, Cursor = cursor, Filter = filter, Sort = sort }, Shape, scope).TryGet(out _, out var flaw) || flaw.Kind.Code != "invalid-cursor";

    private static Listing<Item> Read(int limit, string? cursor, string? filter, string? sort, Shape<Item>? shape = null)
    {
        Assert.That(Listing<Item>.Read(new ListQuery { Limit = limit, Cursor = cursor, Filter = filter, Sort = sort }, shape ?? Shape, "scope").TryGet(out var listing, out var flaw), Is.True, flaw?.Detail);
        return listing!;
    }

    private static List<string> Walk(Item[] items, Shape<Item> shape, int limit, string? filter, string? sort)
    {
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = Read(limit, cursor, filter, sort, shape).PageOf(items, static item => item.Name);
            names.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return names;
    }

    private sealed record Item(string Name, double? Size, DateTimeOffset? At);
}
