using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>What every drift detector promises. A new detector joins by its name in <see cref="DriftDetectors.Kinds"/>.</summary>
[TestFixtureSource(typeof(DriftDetectors), nameof(DriftDetectors.Kinds))]
public sealed class DriftDetectorContract(string kind)
{
    private static readonly double[] Stream =
        [.. Streams.Errors(1, 0.1, 1000), .. Streams.Errors(2, 0.9, 1000), .. Streams.Errors(3, 0.1, 1000), .. Streams.Errors(4, 0.9, 1000)];

    [Test]
    public void Is_as_good_as_new_after_a_reset()
    {
        var detector = Create();
        var first = Run(detector);

        detector.Observe(1);
        detector.Reset();

        Assert.That(Run(detector), Is.EqualTo(first));
    }

    [Test]
    public void Refuses_a_value_that_is_not_finite_and_keeps_its_state(
        [Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity)] double value)
    {
        var detector = Create();

        Assert.That(() => detector.Observe(value), Throws.InstanceOf<ArgumentOutOfRangeException>());

        Assert.That(Run(detector), Is.EqualTo(Run(Create())));
    }

    [Test]
    public void Goes_on_from_a_saved_state_as_if_it_had_never_stopped([Values(0, 1, 31, 500, 1017, 1400)] int at)
    {
        var detector = Create();
        foreach (var value in Stream[..at]) detector.Observe(value);
        var restored = Create();
        restored.Observe(1);

        restored.Restore(detector.Save());

        Assert.That(restored.Save(), Is.EqualTo(detector.Save()));
        Assert.That(Run(restored, at), Is.EqualTo(Run(detector, at)));
        Assert.That(restored.Save(), Is.EqualTo(detector.Save()));
    }

    [Test]
    public void Refuses_a_damaged_state_and_keeps_its_own()
    {
        var detector = Create();
        foreach (var value in Stream[..700]) detector.Observe(value);
        var state = detector.Save();

        foreach (var damaged in Damage.Of(state))
        {
            Assert.That(() => detector.Restore(damaged), Throws.TypeOf<ModelFormatException>());
            Assert.That(detector.Save().AsSpan().SequenceEqual(state), Is.True);
        }
    }

    [Test]
    public void What_it_reads_stands_to_its_thresholds_as_it_signals()
    {
        var detector = Create();
        var read = 0;
        foreach (var value in Stream)
        {
            var signal = detector.Observe(value);
            if (detector.Reading is not { } reading)
            {
                Assert.That(signal, Is.Not.EqualTo(DriftSignal.Warning));
                continue;
            }

            read++;
            // ADWIN looks for a cut now and then, and reads at any time.
            if (kind == "adwin" || signal is DriftSignal.Drift || Near(reading.DriftAt) || Near(reading.WarningAt ?? 0)) continue;

            Assert.That(reading.Statistic, Is.LessThan(reading.DriftAt));
            Assert.That(reading.Statistic > reading.WarningAt, Is.EqualTo(signal is DriftSignal.Warning));

            bool Near(double threshold) => Math.Abs(reading.Statistic - threshold) < 1e-9;
        }

        Assert.That(read, kind == "never" ? Is.Zero : Is.GreaterThan(500));
    }

    [Test]
    public void Refuses_the_state_of_every_other_detector()
    {
        foreach (var other in DriftDetectors.Kinds.Where(other => other != kind))
            Assert.That(() => Create().Restore(DriftDetectors.Create(other).Save()), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    [NonParallelizable]
    public void Allocates_nothing_once_warm()
    {
        // A window that grows with the stream takes memory each time that it has doubled: here within the first half.
        var detector = Create();
        foreach (var value in Stream) detector.Observe(value);
        for (var i = 0; i < 10_000; i++) detector.Observe(i % 2);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) detector.Observe(i % 2);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private IDriftDetector Create() => DriftDetectors.Create(kind);

    private static DriftSignal[] Run(IDriftDetector detector, int from = 0) => [.. Stream[from..].Select(detector.Observe)];
}
