using Cartel.Testing;

namespace Cartel.Agent.Tests;

public sealed class LateLabelsTests
{
    private TemporaryFolder _folder = null!;
    private Checkpoint _checkpoint = null!;
    private LateLabels _late = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _checkpoint = new Checkpoint(_folder.Path);
        _late = new LateLabels(_checkpoint, window: 4);
    }

    [TearDown]
    public void Close()
    {
        _checkpoint.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void A_label_finds_its_sample_once_before_and_after_a_checkpoint([Values] bool stored)
    {
        Assert.That(_late.Take("a", (float[])[1, 2]), Is.Null);
        Assert.That(_late.Take("b", (float[])[3, 4]), Is.Null);
        if (stored) Save();

        Assert.That(_late.Take("b", 1), Is.EqualTo(new float[] { 3, 4 }));
        Assert.That(_late.Take("a", 0), Is.EqualTo(new float[] { 1, 2 }));
        Assert.That(_late.Take("a", 0), Is.Null, "it is learned already");
        Save();
        Assert.That(_late.Take("b", 0), Is.Null);
        Assert.That(_late.Matched, Is.EqualTo(2));
    }

    [Test]
    public void A_label_may_come_before_its_sample([Values] bool stored)
    {
        Assert.That(_late.Take("a", 2), Is.Null);
        if (stored) Save();

        Assert.That(_late.Take("a", (float[])[1]), Is.EqualTo(2));
        Assert.That(_late.Take("a", (float[])[1]), Is.Null, "the label is spent");
    }

    [Test]
    public void Of_two_samples_with_one_key_the_later_counts([Values] bool stored)
    {
        _late.Take("a", (float[])[1]);
        if (stored) Save();
        _late.Take("a", (float[])[2]);
        if (stored) Save();

        Assert.That(_late.Take("a", 0), Is.EqualTo(new float[] { 2 }));
        Save();
        Assert.That(_late.Take("a", 0), Is.Null);
    }

    [Test]
    public void Only_the_latest_wait_and_the_others_are_counted([Values] bool stored)
    {
        for (var i = 0; i < 6; i++)
        {
            _late.Take($"s{i}", (float[])[i]);
            _late.Take($"l{i}", i);
            if (stored) Save();
        }

        Save();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_late.Expired, Is.EqualTo((2L, 2L)));
            Assert.That(_late.Waiting, Is.EqualTo(4));
            Assert.That(_late.Take("s1", 0), Is.Null);
            Assert.That(_late.Take("s2", 0), Is.EqualTo(new float[] { 2 }));
            Assert.That(_late.Take("l1", (float[])[0]), Is.Null);
            Assert.That(_late.Take("l2", (float[])[0]), Is.EqualTo(2));
        }
    }

    [Test]
    public void What_a_crash_undoes_waits_again()
    {
        _late.Take("a", (float[])[1]);
        Save();
        Assert.That(_late.Take("a", 0), Is.Not.Null);

        // No checkpoint since: whoever begins again has not learned it.
        var again = new LateLabels(_checkpoint, window: 4);
        Assert.That(again.Take("a", 0), Is.EqualTo(new float[] { 1 }));
    }

    [Test]
    public void A_key_without_end_is_not_kept()
    {
        var key = new string('k', LateLabels.LongestKey + 1);

        Assert.That(_late.Take(key, (float[])[1]), Is.Null);
        Assert.That(_late.Take(key, 1), Is.Null);
        Assert.That(_late.Waiting, Is.Zero);
    }

    [Test]
    public void In_any_order_each_sample_is_learned_at_most_once_and_all_within_the_window_are()
    {
        var random = new Random(5);
        var late = new LateLabels(_checkpoint, window: 1_000);
        var events = Enumerable.Range(0, 400).SelectMany(static i => new[] { (Key: $"k{i}", IsLabel: false), (Key: $"k{i}", IsLabel: true) }).ToArray();
        random.Shuffle(events);
        var learned = new List<(string Key, float Feature, int Label)>();
        foreach (var (key, isLabel) in events)
        {
            var number = int.Parse(key[1..], System.Globalization.CultureInfo.InvariantCulture);
            if (isLabel && late.Take(key, number % 3) is { } features) learned.Add((key, features[0], number % 3));
            if (!isLabel && late.Take(key, (float[])[number]) is { } label) learned.Add((key, number, label));
            if (random.Next(7) == 0) Save(late);
        }

        Assert.That(learned.Order(), Is.EqualTo(Enumerable.Range(0, 400).Select(static i => (Key: $"k{i}", Feature: (float)i, Label: i % 3)).Order()));
    }

    private void Save(LateLabels? of = null)
    {
        var late = of ?? _late;
        late.Stored(((ICheckpoint)_checkpoint).Save(static () => new AgentSnapshot(1, "hash", [], [], []), null, [], [], late.Changes(), late.Window));
    }
}
