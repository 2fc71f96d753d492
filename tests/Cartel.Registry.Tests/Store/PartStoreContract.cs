using Cartel.Learning;
using Cartel.Registry.Store;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Store;

/// <summary>What every relay promises.</summary>
[TestFixture(typeof(PartFilesEngine))]
[TestFixture(typeof(RedisPartsEngine))]
[TestFixture(typeof(RedisClusterPartsEngine))]
[TestFixture(typeof(GarnetPartsEngine))]
[TestFixture(typeof(SimulatedPartsEngine))]
internal sealed class PartStoreContract<TEngine> : EngineContract<TEngine>
    where TEngine : IPartEngine, new()
{
    private const string Ns = "default";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly PartLimits Limits = new(300_000, 700_000, Day);
    private static readonly HashSet<PartKey> Nothing = [];

    private ManualTime _time = null!;
    private IPartStore _parts = null!;

    [SetUp]
    public void Open() => _parts = Engine.OpenEmpty(_time = new ManualTime(), Limits);

    [TearDown]
    public async Task Close()
    {
        if (_parts is IAsyncDisposable connected) await connected.DisposeAsync();
    }

    // Around the sizes of chunks.
    [TestCase(1)]
    [TestCase(65_535)]
    [TestCase(65_536)]
    [TestCase(65_537)]
    [TestCase(262_145)]
    [TestCase(300_000)]
    public async Task A_part_comes_back_as_it_was_stored_once(int length)
    {
        var part = Bytes(length);
        Assert.That(await StoreAsync(part), Is.EqualTo(Upload.Stored));
        Assert.That(await StoreAsync(part), Is.EqualTo(Upload.AlreadyThere));

        Assert.That(await ReadAsync(HashOf(part)), Is.EqualTo(part));
        Assert.That((await LookAsync(part)).Has(HashOf(part)), Is.True);
        Assert.That(await _parts.OpenAsync("other", HashOf(part), None), Is.Null, "another namespace");
        Assert.That(await _parts.OpenAsync(Ns, HashOf([1]), None), Is.Null);
    }

    [Test]
    public async Task A_part_is_read_from_any_position()
    {
        var part = Bytes(200_000);
        await StoreAsync(part);
        await using var stream = (await _parts.OpenAsync(Ns, HashOf(part), None))!;
        Assert.That(stream.Length, Is.EqualTo(part.Length));

        foreach (var (at, count) in new[] { (131_071, 3), (0, 10), (65_530, 70_000), (199_999, 1) })
        {
            stream.Position = at;
            var read = new byte[count];
            await stream.ReadExactlyAsync(read, None);
            Assert.That(read, Is.EqualTo(part[at..(at + count)]), $"{count} from {at}");
        }
    }

    [Test]
    public async Task Bytes_of_another_hash_are_not_stored()
    {
        Assert.That(await _parts.StoreAsync(Ns, HashOf([1]), HashOf([2]), new MemoryStream(Bytes(70_000)), None), Is.EqualTo(Upload.WrongHash));

        var seen = await _parts.LookAsync(Ns, [HashOf([1]), HashOf([2])], None);
        Assert.That((seen.Has(HashOf([1])), seen.Newest(HashOf([2]))), Is.EqualTo((false, HashOf([2]))));
        Assert.That(await _parts.OpenAsync(Ns, HashOf([1]), None), Is.Null);
    }

    [Test]
    public async Task Who_gives_up_in_the_middle_leaves_nothing_that_is_seen_and_may_try_again()
    {
        var part = Bytes(250_000);
        Assert.That(
            async () => await _parts.StoreAsync(Ns, HashOf(part), null, new BrokenStream(part, 150_000), None), Throws.InstanceOf<IOException>());
        Assert.That((await LookAsync(part)).Has(HashOf(part)), Is.False);

        Assert.That(await StoreAsync(part), Is.EqualTo(Upload.Stored));
        Assert.That(await ReadAsync(HashOf(part)), Is.EqualTo(part));
    }

    [Test]
    public async Task What_was_sent_in_place_of_a_part_is_the_newest_and_makes_it_fresh()
    {
        var (older, newer) = (Bytes(10), Bytes(20));
        await StoreAsync(older);
        var before = await _parts.LookAsync(Ns, [HashOf(older), HashOf(newer)], None);
        await StoreAsync(newer, HashOf(older));
        var after = await _parts.LookAsync(Ns, [HashOf(older), HashOf(newer), HashOf([1])], None);

        Assert.That((before.Newest(HashOf(older)), before.Has(HashOf(newer))), Is.EqualTo((HashOf(older), false)));
        Assert.That((after.Newest(HashOf(older)), after.Newest(HashOf(newer)), after.Has(HashOf(newer))), Is.EqualTo((HashOf(newer), HashOf(newer), true)));
        Assert.That((after.Has(HashOf([1])), after.IsFresh(HashOf([1]), DateTimeOffset.MinValue)), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task A_replacement_stands_for_a_part_that_was_never_here()
    {
        var newer = Bytes(20);
        await StoreAsync(newer, HashOf([1]));

        var seen = await _parts.LookAsync(Ns, [HashOf([1])], None);
        Assert.That((seen.Has(HashOf([1])), seen.Newest(HashOf([1]))), Is.EqualTo((false, HashOf(newer))));
    }

    [Test]
    public async Task A_part_is_as_fresh_as_its_last_upload()
    {
        RequireLimits();
        var part = Bytes(10);
        var start = _time.GetUtcNow();
        await StoreAsync(part);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(((await LookAsync(part)).IsFresh(HashOf(part), start), (await LookAsync(part)).IsFresh(HashOf(part), start.AddSeconds(1))), Is.EqualTo((true, false)));

        await StoreAsync(part);
        Assert.That((await LookAsync(part)).IsFresh(HashOf(part), start.AddMinutes(5)), Is.True);
    }

    [Test]
    public async Task A_part_that_is_removed_is_gone_and_may_come_back()
    {
        var part = Bytes(100_000);
        await StoreAsync(part);
        await _parts.RemoveAsync(Ns, HashOf(part), None);
        await _parts.RemoveAsync(Ns, HashOf(part), None);

        Assert.That((await LookAsync(part)).Has(HashOf(part)), Is.False);
        Assert.That(await StoreAsync(part), Is.EqualTo(Upload.Stored));
    }

    [Test]
    public async Task A_part_above_the_largest_is_refused_and_leaves_nothing()
    {
        RequireLimits();
        var part = Bytes(300_001);

        Assert.That(await StoreAsync(part), Is.EqualTo(Upload.TooLarge));
        Assert.That((await LookAsync(part)).Has(HashOf(part)), Is.False);
    }

    [Test]
    public async Task What_nobody_uploads_for_a_day_goes_unless_it_is_kept()
    {
        RequireLimits();
        var (old, kept, young) = (Bytes(1_000), Bytes(2_000), Bytes(3_000));
        await StoreAsync(old);
        await StoreAsync(kept);
        _time.Advance(Day / 2);
        await StoreAsync(young);
        _time.Advance((Day / 2) + TimeSpan.FromSeconds(1));

        await _parts.TidyAsync(new HashSet<PartKey> { new(Ns, HashOf(kept)) }, None);

        Assert.That(await HereAsync(old, kept, young), Is.EqualTo(new[] { false, true, true }));
        Assert.That(await ReadAsync(HashOf(kept)), Is.EqualTo(kept));
    }

    [Test]
    public async Task Beyond_the_budget_the_least_recently_used_go_first()
    {
        RequireLimits();
        var parts = new[] { Bytes(200_000), Bytes(200_001), Bytes(200_002), Bytes(200_003) };
        foreach (var part in parts[..3]) await StoreAgedAsync(part);
        await ReadAsync(HashOf(parts[0]));
        _time.Advance(TimeSpan.FromSeconds(1));

        await StoreAgedAsync(parts[3]);

        // 800,006 bytes where 700,000 fit: one must go, and the first was read after the second.
        Assert.That(await HereAsync(parts), Is.EqualTo(new[] { true, false, true, true }));
    }

    [Test]
    public async Task What_is_kept_goes_only_when_all_else_is_gone()
    {
        RequireLimits();
        var parts = new[] { Bytes(200_000), Bytes(200_001), Bytes(200_002), Bytes(200_003) };
        await StoreAgedAsync(parts[0]);
        await StoreAgedAsync(parts[1]);
        await _parts.TidyAsync(new HashSet<PartKey> { new(Ns, HashOf(parts[0])), new(Ns, HashOf(parts[1])) }, None);
        await StoreAgedAsync(parts[2]);

        await StoreAgedAsync(parts[3]);
        Assert.That(await HereAsync(parts), Is.EqualTo(new[] { true, true, false, true }));

        await StoreAgedAsync(Bytes(300_000));
        // 300,000 beside 600,004: what need not be kept is not enough.
        Assert.That(await HereAsync(parts), Is.EqualTo(new[] { false, true, false, false }));
    }

    [Test]
    public async Task One_part_uploaded_by_many_at_once_is_stored_once()
    {
        if (!Engine.IsForMany) Assert.Ignore("The simulator's relay is used by one thread.");

        var part = Bytes(200_000);
        var uploads = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StoreAsync(part))));

        Assert.That(uploads, Is.All.AnyOf(Upload.Stored, Upload.AlreadyThere));
        Assert.That(await ReadAsync(HashOf(part)), Is.EqualTo(part));
    }

    private void RequireLimits()
    {
        if (!Engine.HasLimits) Assert.Ignore("The simulator's relay has no limits and no clock of its own.");
    }

    private async Task StoreAgedAsync(byte[] part)
    {
        await StoreAsync(part);
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private Task<Upload> StoreAsync(byte[] part, string? replaces = null) =>
        _parts.StoreAsync(Ns, HashOf(part), replaces, new MemoryStream(part, writable: false), None);

    private Task<Relayed> LookAsync(byte[] part) => _parts.LookAsync(Ns, [HashOf(part)], None);

    private async Task<bool[]> HereAsync(params byte[][] parts)
    {
        var seen = await _parts.LookAsync(Ns, [.. parts.Select(HashOf)], None);
        return [.. parts.Select(part => seen.Has(HashOf(part)))];
    }

    private async Task<byte[]> ReadAsync(string sha256)
    {
        await using var stream = await _parts.OpenAsync(Ns, sha256, None);
        using var read = new MemoryStream();
        await stream!.CopyToAsync(read, None);
        return read.ToArray();
    }

    private static string HashOf(byte[] bytes) => ModelPart.HashOf(bytes);

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>An upload whose connection breaks.</summary>
    private sealed class BrokenStream(byte[] bytes, int breaksAt) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= breaksAt ? throw new IOException("the connection broke") : base.ReadAsync(buffer[..Math.Min(buffer.Length, 8_192)], cancellationToken);

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("the connection broke");
    }
}
