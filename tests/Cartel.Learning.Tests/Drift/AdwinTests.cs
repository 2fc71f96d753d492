using Cartel.Testing;

namespace Cartel.Learning.Tests;

public sealed class AdwinTests
{
    private static IEnumerable<double[]> ChangingStreams() =>
        from seed in Enumerable.Range(1, 8)
        select (double[])
        [
            .. Streams.Errors(seed, 0.2, 900 + 37 * seed), .. Streams.Errors(seed + 100, 0.5, 800), .. Streams.Errors(seed + 200, 0.1, 700),
            .. Streams.Normal(seed, 3, 1, 600), .. Streams.Normal(seed, 1, 5, 500),
        ];

    [TestCaseSource(nameof(ChangingStreams))]
    public void Agrees_with_the_definition_recomputed_from_all_values(double[] stream)
    {
        var detector = new Adwin(direction: DriftDirection.Either);
        var naive = new NaiveAdwin(confidence: 0.002, clock: 32);
        var cuts = 0;

        foreach (var value in stream)
        {
            var cut = naive.Observe(value);
            cuts += cut ? 1 : 0;
            Assert.That(detector.Observe(value) is DriftSignal.Drift, Is.EqualTo(cut));
            Assert.That(detector.Width, Is.EqualTo(naive.Width));
            Assert.That(detector.Mean, Is.EqualTo(naive.Mean).Within(1e-9));
        }

        Assert.That(cuts, Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public void After_a_search_no_gap_is_left_that_may_not_be_chance()
    {
        var adwin = new Adwin();
        double[] stream = [.. Streams.Errors(1, 0.1, 3_200), .. Streams.Errors(2, 0.6, 320)];
        var between = new List<double>();
        for (var i = 0; i < stream.Length; i++)
        {
            adwin.Observe(stream[i]);
            if (adwin.Reading is not { } reading) continue;

            if ((i + 1) % adwin.Clock == 0) Assert.That(reading.Statistic, Is.LessThanOrEqualTo(1));
            else between.Add(reading.Statistic);
        }

        Assert.That(between.Max(), Is.GreaterThan(1), "before the next search the change shows already");
    }

    [Test]
    public void Agrees_with_the_definition_on_a_gross_jump_searched_at_every_value([Values(100, 107, 201)] int jump)
    {
        double[] stream = [.. Streams.Errors(1, 0.5, jump), .. Enumerable.Repeat(1000.0, 40)];
        var detector = new Adwin(clock: 1);
        var naive = new NaiveAdwin(confidence: 0.002, clock: 1);

        foreach (var value in stream) Assert.That(detector.Observe(value) is DriftSignal.Drift, Is.EqualTo(naive.Observe(value)));
        Assert.That(detector.Width, Is.EqualTo(naive.Width).And.LessThan(60));
    }

    [Test]
    public void Searches_only_at_its_clock()
    {
        var detector = new Adwin(clock: 50);
        double[] stream = [.. Streams.Errors(1, 0, 1000), .. Streams.Errors(1, 1, 1000)];

        var drifts = stream.Select((x, i) => (Place: i + 1, Signal: detector.Observe(x))).Where(static s => s.Signal is DriftSignal.Drift).ToList();

        Assert.That(detector.Clock, Is.EqualTo(50));
        Assert.That(drifts.Select(static s => s.Place % 50), Is.Not.Empty.And.All.Zero);
    }

    [Test]
    public void Cuts_the_window_at_a_fall_without_a_signal()
    {
        var detector = new Adwin();

        var signals = Streams.Errors(1, 0.9, 2000).Concat(Streams.Errors(2, 0.1, 2000)).Select(detector.Observe).ToList();

        Assert.That(signals, Has.None.EqualTo(DriftSignal.Drift));
        Assert.That(detector.Width, Is.LessThan(2500));
        Assert.That(detector.Mean, Is.EqualTo(0.1).Within(0.05));
    }

    [TestCase(0, 32)]
    [TestCase(1, 32)]
    [TestCase(double.NaN, 32)]
    [TestCase(0.002, 0)]
    public void Refuses_settings_out_of_range(double confidence, int clock) =>
        Assert.That(() => new Adwin(confidence, clock), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Refuses_a_value_whose_square_could_not_be_held()
    {
        var detector = new Adwin();

        Assert.That(() => detector.Observe(1e101), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(detector.Width, Is.Zero);
    }

    [Test]
    public void Refuses_a_state_with_impossible_statistics()
    {
        var detector = new Adwin();
        for (var i = 0; i < 100; i++) detector.Observe(i % 2);
        var state = detector.Save();

        // Total, after kind, count and rows; the spread of the newest bucket; fewer values seen than held.
        Assert.That(() => detector.Restore(Damage.WithDouble(state, 13, double.NaN)), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => detector.Restore(Damage.WithDouble(state, state.Length - 8, -1)), Throws.TypeOf<ModelFormatException>());
        byte[] young = [.. state];
        young[4] = 99;
        Assert.That(() => detector.Restore(young), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void Takes_memory_by_the_logarithm_of_its_window()
    {
        var detector = new Adwin();
        Assert.That(detector.Bytes, Is.LessThan(600));

        for (var i = 0; i < 100_000; i++) detector.Observe(i % 2);

        Assert.That(detector.Width, Is.EqualTo(100_000));
        Assert.That(detector.Bytes, Is.LessThan(1500));
    }
}
