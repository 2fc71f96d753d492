using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>The rule by arithmetic: an error rate above L in W batches of m samples on end.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PaperTriggerTests
{
    private const int Batch = 20;

    private readonly IDriftTrigger _trigger = DriftTriggers.Create($"paper?limit=0.1&window=3&batch={Batch}", classes: 2);
    private readonly ClassOutcomes _unused = new(2);

    [Test]
    public void It_alarms_at_the_last_sample_of_the_last_batch_and_names_the_classes_above_the_limit()
    {
        for (var i = 0; i < (3 * Batch) - 1; i++) Assert.That(Take(i % 2, wrong: i % 2 == 1 && i % Batch < 6), Is.Empty);

        // Three of ten of class 1 were wrong, which is 15% of all.
        Assert.That(Take(1, wrong: false), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void At_the_limit_is_not_above_it()
    {
        // Two of twenty are a tenth.
        for (var i = 0; i < 50 * Batch; i++) Assert.That(Take(0, wrong: i % 10 == 0), Is.Empty);
    }

    [Test]
    public void A_good_batch_between_begins_the_count_anew()
    {
        foreach (var bad in new[] { true, true, false, true, true, false })
        {
            for (var i = 0; i < Batch; i++) Assert.That(Take(0, wrong: bad), Is.Empty);
        }

        Assert.That(Batches(2, wrong: true), Is.Zero);
        Assert.That(Batches(1, wrong: true), Is.EqualTo(1));
    }

    [Test]
    public void A_node_that_cannot_get_below_the_limit_alarms_for_ever_every_W_batches() => Assert.That(Batches(300, wrong: true), Is.EqualTo(100));

    [Test]
    public void At_five_percent_of_errors_one_batch_of_a_hundred_in_87_lies_above_a_tenth()
    {
        // P(Binomial(100, 0.05) > 10) = 0.01147
        var trigger = DriftTriggers.Create("paper?limit=0.1&window=1&batch=100", classes: 1);
        var random = new SeededRandom(3);
        var alarms = Enumerable.Range(0, 1_000_000).Count(_ => trigger.Observe(0, random.NextDouble() < 0.05 ? -1 : 0, new ClassOutcomes(1)).Count > 0);

        Assert.That(alarms, Is.EqualTo(114.7).Within(3 * Math.Sqrt(114.7)));
    }

    [Test]
    public void It_goes_on_where_it_was_saved()
    {
        for (var i = 0; i < (2 * Batch) + 7; i++) Take(0, wrong: true);
        var restored = DriftTriggers.Create($"paper?limit=0.1&window=3&batch={Batch}", classes: 2);
        restored.Restore(_trigger.Save());

        for (var i = 0; i < Batch - 8; i++) Assert.That(restored.Observe(0, 1, _unused), Is.Empty);
        Assert.That(restored.Observe(0, 1, _unused), Is.EqualTo(new[] { 0 }));
        Assert.That(() => DriftTriggers.Create("paper?batch=5", 2).Restore(_trigger.Save()), Throws.TypeOf<ModelFormatException>());
    }

    private int Batches(int count, bool wrong) => Enumerable.Range(0, count * Batch).Count(_ => Take(0, wrong).Count > 0);

    private IReadOnlyList<int> Take(int label, bool wrong) => _trigger.Observe(label, wrong ? 1 - label : label, _unused);
}
