using Cartel.Testing;

namespace Cartel.Learning.Tests;

public sealed class KswinTests
{
    private static IEnumerable<double[]> ChangingStreams() =>
        from seed in Enumerable.Range(1, 5)
        select (double[])
        [
            .. Streams.Errors(seed, 0.2, 200), .. Streams.Errors(seed + 100, 0.7, 150), .. Streams.Normal(seed, 0, 1, 200),
            .. Streams.Normal(seed + 100, 3, 1, 150), .. Streams.Errors(seed, 0.5, 100),
        ];

    [TestCaseSource(nameof(ChangingStreams))]
    public void Agrees_with_the_definition_recomputed_from_the_whole_window(double[] stream) =>
        Definition.AssertSame(new Kswin(0.005, window: 60, recent: 20), stream, static values => Test(values, 60, 20, 0.005), drifts: 2);

    [Test]
    public void Sees_a_rise_of_values_in_any_unit_and_no_fall()
    {
        var detector = new Kswin();
        double[] stream = [.. Streams.Normal(1, -1e6, 1e5, 2000), .. Streams.Normal(2, -9e5, 1e5, 2000), .. Streams.Normal(3, -2e6, 1e5, 2000)];

        var drifts = stream.Select((x, i) => (i, Signal: detector.Observe(x))).Where(static s => s.Signal is DriftSignal.Drift).Select(static s => s.i).ToList();

        Assert.That(drifts, Is.Not.Empty.And.All.InRange(2000, 2500));
    }

    [Test]
    public void Refuses_a_state_that_its_window_cannot_hold()
    {
        var larger = new Kswin(window: 101, recent: 30);
        for (var i = 0; i < 101; i++) larger.Observe(i % 2 == 0 ? 0 : 0.5);

        Assert.That(() => new Kswin(window: 100, recent: 30).Restore(larger.Save()), Throws.TypeOf<ModelFormatException>());
    }

    [TestCase(0, 100, 30)]
    [TestCase(1, 100, 30)]
    [TestCase(double.NaN, 100, 30)]
    [TestCase(0.005, 1, 1)]
    [TestCase(0.005, 10_001, 30)]
    [TestCase(0.005, 100, 0)]
    [TestCase(0.005, 100, 100)]
    public void Refuses_settings_out_of_range(double significance, int window, int recent) =>
        Assert.That(() => new Kswin(significance, window, recent), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static Verdict Test(IReadOnlyList<double> values, int window, int recent, double significance)
    {
        if (values.Count < window) return Verdict.None;

        double[] all = [.. values.TakeLast(window)];
        var (older, newer) = (all[..^recent], all[^recent..]);
        var distance = all.Max(x => Share(older, x) - Share(newer, x));
        return new Verdict(distance > Math.Sqrt(Math.Log(1 / significance) / 2 * (1.0 / older.Length + 1.0 / newer.Length)), warning: false);
    }

    private static double Share(double[] part, double bound) => part.Count(x => x <= bound) / (double)part.Length;
}
