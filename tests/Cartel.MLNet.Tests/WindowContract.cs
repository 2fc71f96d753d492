using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.MLNet.Tests;

/// <summary>The learners' contract, and what those with a window promise beyond it.</summary>
/// <param name="kind">The learner's name, with settings if wanted.</param>
/// <param name="samplesToMeet">How many samples of a class are enough to tell most of its samples.</param>
public abstract class WindowContract(string kind, int samplesToMeet = 8) : LearnerContract(kind)
{
    private readonly string _kind = kind;
    private long _trainings;

    [Test]
    public void Learns_classes_that_hyperplanes_separate()
    {
        var learner = Blobs.Trained(_kind);

        var right = Blobs.Take(11, 300).Count(sample => learner.Predict(sample.Features).Label == sample.Label);

        Assert.That(right, Is.GreaterThan(285));
    }

    [Test]
    public void Tells_a_new_class_after_a_few_of_its_samples()
    {
        var learner = Blobs.Trained(_kind, classes: 3);
        var fourth = Blobs.Take(5, 200).Where(static sample => sample.Label == 3).ToList();
        foreach (var (features, label) in fourth[..samplesToMeet]) learner.Learn(features, label);

        Assert.That(fourth[samplesToMeet..].Count(sample => learner.Predict(sample.Features).Label == 3), Is.GreaterThan((fourth.Count - samplesToMeet) / 2));
    }

    [Test]
    public void Borrows_a_class_that_it_never_met_and_keeps_it_over_the_next_trainings([Values] MergeStyle style)
    {
        var (learner, donor) = (Blobs.Trained(_kind, classes: 3), Blobs.Trained(_kind, seed: 2));

        learner.Merge([.. donor.Partition([3]).Select(static part => ModelPart.FromBytes(part.Bytes.Span))], style, 1);
        foreach (var (features, label) in Blobs.Take(8, 300, 3)) learner.Learn(features, label);

        var shown = Blobs.Take(9, 200).ToList();
        Assert.That(shown.Count(sample => learner.Predict(sample.Features).Label == sample.Label), Is.GreaterThan(shown.Count * 0.9));
        Assert.That(learner.Evidence(3), Is.EqualTo(donor.Evidence(3)));
    }

    [Test]
    public void A_window_bounds_its_memory()
    {
        var learner = Blobs.Trained(_kind, count: 400);
        var bytes = learner.ModelBytes;
        foreach (var (features, label) in Blobs.Take(3, 400)) learner.Learn(features, label);

        Assert.That(learner.ModelBytes, Is.EqualTo(bytes).Within(30).Percent);
    }

    [Test]
    public void A_damaged_snapshot_is_refused_or_makes_a_learner_that_works()
    {
        var saved = Blobs.Trained(_kind, count: 60).Save();
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var damaged = saved[..(i < 100 ? random.Next(saved.Length) : saved.Length)];
            if (damaged.Length > 0) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                var learner = OnlineLearner.Restore(Blobs.Schema, damaged);
                Assert.That(learner.Predict(Blobs.Take(1, 1).First().Features).Confidence, Is.InRange(0, 1));
            }
            catch (ModelFormatException)
            {
                // Refused.
            }
        }
    }

    // Trees differ in size from one training to the next.
    protected override double MostGrowing(IOnlineLearner learner) => 0.1;

    // Every training allocates; no sample between two does.
    protected override bool MayAllocate(IOnlineLearner learner)
    {
        var before = _trainings;
        _trainings = ((WindowLearner)learner).Trainings;
        return _trainings != before;
    }
}
