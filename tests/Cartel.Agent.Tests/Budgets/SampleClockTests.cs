using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Budgets;

/// <summary>A learner of three classes that meets the third late and is brought parts of it, under a clock that goes on by a step at each look.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SampleClockTests
{
    private const double Plain = 10;
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x"), Feature.Numeric("y")], ["a", "b", "c"]);

    private readonly CollaborativeLearner _learner = new(OnlineLearner.Create("linear", Schema), new CollaborationOptions());
    private readonly SeededRandom _random = new(1);
    private readonly SteppingTime _time = new() { Microseconds = Plain };
    private readonly BackgroundWork _work = new(new ManualTime());
    private readonly SampleClock _clock;

    public SampleClockTests() => _clock = new SampleClock(_work, _time);

    [Test]
    public void Without_borrowed_parts_there_is_no_background_and_the_clock_is_read_at_one_sample_in_64()
    {
        Observe(640, 2);
        _time.Microseconds = 5_000;
        Observe(640, 2);

        Assert.That((_work.Pieces, _time.Looks), Is.EqualTo((0L, 2 * 2 * 640 / SampleClock.Every)));
    }

    [Test]
    public void A_sample_at_which_parts_are_judged_counts_with_all_that_it_took_beyond_its_own_model()
    {
        Observe(640, 2);
        Bring();
        _time.Microseconds = Plain + 60_000;

        Until(kind: TransferStepKind.Merged, out var samples);

        Assert.That(_work.Share, Is.EqualTo(samples * 0.06 / 60).Within(1e-9));
    }

    [TestCase(3 * Plain, 2 * Plain)]
    [TestCase(1_000 * Plain, 7 * Plain, Description = "the system gave the core to another process")]
    [TestCase(Plain / 2, 0)]
    public void On_trial_one_sample_in_64_stands_for_all(double takes, double more)
    {
        Observe(640, 2);
        Bring();
        Until(kind: TransferStepKind.Merged, out _);
        var (before, looks) = (_work.Share, _time.Looks);
        _time.Microseconds = takes;

        var measured = 0;
        while (_learner.IsOnTrial && measured < 3)
        {
            Observe(1, 3);
            measured = (_time.Looks - looks) / 2;
        }

        Assert.That(measured, Is.GreaterThan(0));
        Assert.That(_work.Share - before, Is.EqualTo(measured * SampleClock.Every * more * 1e-6 / 60).Within(1e-9));
    }

    private void Observe(int count, int classes)
    {
        for (var i = 0; i < count; i++)
        {
            var label = _random.Next(classes);
            _clock.Observe(_learner, Draw(label), label);
            if (_learner.AwaitsParts && classes == 2) _learner.GiveUp();
        }
    }

    // Meets class c, and gets parts of it.
    private void Bring()
    {
        while (!_learner.AwaitsParts) _clock.Observe(_learner, Draw(2), 2);
        var donor = OnlineLearner.Create("linear", Schema);
        for (var i = 0; i < 300; i++) donor.Learn(Draw(i % 3), i % 3);
        Assert.That(_learner.Receive([new DonorParts("donor", [.. donor.Partition([2])])]), Is.Empty);
    }

    private void Until(TransferStepKind kind, out int samples)
    {
        for (samples = 1; samples < 100; samples++)
        {
            if (_clock.Observe(_learner, Draw(2), 2).Step is { } step)
            {
                Assert.That(step.Kind, Is.EqualTo(kind));
                return;
            }
        }

        Assert.Fail("it came to no judgement");
    }

    private float[] Draw(int label) => [(float)((3 * label) + _random.NextGaussian()), (float)_random.NextGaussian()];

    private sealed class SteppingTime : TimeProvider
    {
        private double _now;

        public double Microseconds { get; set; }

        public int Looks { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            Looks++;
            return (long)(_now += Microseconds * TimeSpan.TicksPerMicrosecond);
        }
    }
}
