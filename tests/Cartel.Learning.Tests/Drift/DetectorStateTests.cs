namespace Cartel.Learning.Tests;

/// <summary>Saved statistics that arrive whole, and that no stream leads to.</summary>
public sealed class DetectorStateTests
{
    private static readonly string[] Kinds = ["ddm", "eddm", "hddm-a", "hddm-w", "cusum", "shiryaev-roberts", "periodic"];

    [Test]
    public void A_statistic_out_of_its_range_is_refused(
        [ValueSource(nameof(Kinds))] string kind, [Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -2)] double value)
    {
        var detector = DriftDetectors.Create(kind);
        for (var i = 0; i < 400; i++) detector.Observe(i % 4 == 0 ? 1 : 0);
        var state = detector.Save();

        for (var at = 4; at < state.Length; at += sizeof(double))
        {
            Assert.That(() => detector.Restore(Damage.WithDouble(state, at, value)), Throws.TypeOf<ModelFormatException>(), $"at {at}");
            Assert.That(detector.Save(), Is.EqualTo(state));
        }
    }

    [TestCase("ddm", 0, 0.5)]
    [TestCase("eddm", 2, 1e6, Description = "the last error lies beyond the last value")]
    [TestCase("hddm-a", 1, 1e6, Description = "a total above the count")]
    [TestCase("hddm-w", 0, 1.5)]
    [TestCase("cusum", 0, 65, Description = "blocks are of 64")]
    [TestCase("shiryaev-roberts", 3, 64, Description = "the block would be in")]
    [TestCase("shiryaev-roberts", 2, 65, Description = "a total above the block")]
    public void Statistics_that_contradict_each_other_are_refused(string kind, int statistic, double value)
    {
        var detector = DriftDetectors.Create(kind);
        for (var i = 0; i < 400; i++) detector.Observe(i % 4 == 0 ? 1 : 0);

        Assert.That(
            () => detector.Restore(Damage.WithDouble(detector.Save(), 4 + 8 * statistic, value)), Throws.TypeOf<ModelFormatException>());
    }
}
