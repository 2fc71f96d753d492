using Cartel.Learning;
using NUnit.Framework;

namespace Cartel.Testing;

/// <summary>What every learner promises, wherever it comes from.</summary>
/// <param name="kind">Its name, with settings if wanted.</param>
/// <param name="hasParts">Whether it has knowledge to lend.</param>
public abstract class LearnerContract(string kind, bool hasParts = true)
{
    private static readonly (float[] Features, int Label)[] Stream = [.. Blobs.Take(7, 400)];

    private static readonly float[] Ordinary = Stream[0].Features;

    [Test]
    public void Knows_nothing_at_first()
    {
        var learner = OnlineLearner.Create(kind, Blobs.Schema);
        var probabilities = new float[] { 9, 9, 9, 9, 9 };

        learner.Score(Ordinary, probabilities);

        Assert.That(learner.Predict(Ordinary), Is.EqualTo(new Prediction(Sample.Unlabelled, 0)));
        Assert.That(probabilities, Is.All.Zero);
        Assert.That(learner.SamplesLearned, Is.Zero);
        Assert.That(learner.Partition([0, 1, 2, 3, 4]), Is.Empty);
    }

    [Test]
    public void Counts_what_it_learns_by_class()
    {
        var learner = Blobs.Trained(kind, 7, 400);

        Assert.That(learner.SamplesLearned, Is.EqualTo(400));
        for (var k = 0; k < 5; k++) Assert.That(learner.Evidence(k), Is.EqualTo(Stream.Count(sample => sample.Label == k)));
    }

    [Test]
    public void Predicting_and_scoring_change_nothing()
    {
        var learner = Blobs.Trained(kind);
        var before = learner.Save();
        foreach (var (features, _) in Stream)
        {
            learner.Predict(features);
            learner.Score(features, new float[5]);
        }

        Assert.That(learner.Save(), Is.EqualTo(before));
    }

    [Test]
    public void Scores_sum_to_one_and_are_zero_for_unknown_classes_and_highest_for_the_predicted_one()
    {
        var learner = Blobs.Trained(kind);
        var probabilities = new float[5];
        foreach (var (features, _) in Stream)
        {
            learner.Score(features, probabilities);
            var prediction = learner.Predict(features);

            Assert.That(probabilities.Sum(), Is.EqualTo(1).Within(1e-5));
            Assert.That(probabilities[4], Is.Zero);
            Assert.That(probabilities[prediction.Label], Is.EqualTo(probabilities.Max()));
            Assert.That(prediction.Confidence, Is.EqualTo(probabilities[prediction.Label]).Within(1e-5));
        }
    }

    [Test]
    [NonParallelizable]
    public void Allocates_nothing_once_warm_but_where_the_model_grows()
    {
        var learner = Blobs.Trained(kind);
        var probabilities = new float[5];
        Work();

        var (allocated, grown) = Work();
        Assert.That(allocated, Is.Zero);
        Assert.That(grown, Is.LessThan(MostGrowing(learner) * Stream.Length));

        (long Allocated, int Grown) Work()
        {
            var (allocated, grown) = (0L, 0);
            foreach (var (features, label) in Stream)
            {
                var (bytes, before) = (learner.ModelBytes, GC.GetAllocatedBytesForCurrentThread());
                learner.Predict(features);
                learner.Score(features, probabilities);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;

                before = GC.GetAllocatedBytesForCurrentThread();
                learner.Learn(features, label);
                var used = GC.GetAllocatedBytesForCurrentThread() - before;
                if (learner.ModelBytes == bytes && !MayAllocate(learner)) allocated += used;
                else grown++;
            }

            return (allocated, grown);
        }
    }

    [Test]
    public void The_same_samples_give_the_same_bytes_and_others_others()
    {
        var saved = Blobs.Trained(kind, 3).Save();

        Assert.That(Blobs.Trained(kind, 3).Save(), Is.EqualTo(saved));
        Assert.That(Blobs.Trained(kind, 4).Save(), Is.Not.EqualTo(saved));
    }

    [Test]
    public void A_clone_in_the_memory_of_another_model_has_nothing_of_it_left()
    {
        // The spare one knows all five classes, of which the model lacks one, and has predicted what the copy predicts next.
        var (learner, spare) = (Blobs.Trained(kind, 7, 30), OnlineLearner.Create(kind, Blobs.Schema));
        foreach (var (features, label) in Stream) spare.Learn(features, (label + 1) % 5);
        spare.Predict(Ordinary);

        var copy = learner.Clone(spare);

        Assert.That(copy.Save(), Is.EqualTo(learner.Save()));
        Assert.That(copy.Predict(Ordinary), Is.EqualTo(learner.Predict(Ordinary)));
        foreach (var (features, label) in Stream)
        {
            copy.Learn(features, label);
            Assert.That(copy.Predict(features), Is.Not.EqualTo(new Prediction(Sample.Unlabelled, 0)));
        }

        Assert.That(learner.Save(), Is.EqualTo(Blobs.Trained(kind, 7, 30).Save()), "what the copy learns stays its own");
    }

    [Test]
    public void A_clone_is_equal_and_independent()
    {
        var learner = Blobs.Trained(kind);
        var before = learner.Save();
        var clone = learner.Clone();
        Assert.That(clone.Save(), Is.EqualTo(before));

        foreach (var (features, label) in Stream) clone.Learn(features, label);
        clone.Merge(Blobs.Trained(kind, 9, 100, 5).Partition([4]), MergeStyle.Rehearse, 1);

        Assert.That(learner.Save(), Is.EqualTo(before));
        Assert.That(clone.Save(), Is.Not.EqualTo(before));
    }

    [Test]
    public void Goes_on_from_a_snapshot_bit_by_bit([Values(0, 1, 2, 50, 399)] int at)
    {
        var learner = OnlineLearner.Create(kind, Blobs.Schema);
        foreach (var (features, label) in Stream[..at]) learner.Learn(features, label);
        var restored = OnlineLearner.Restore(Blobs.Schema, learner.Save());
        Assert.That(restored.Kind, Is.EqualTo(learner.Kind));
        Assert.That(restored.SamplesLearned, Is.EqualTo(at));

        foreach (var (features, label) in Stream[at..])
        {
            Assert.That(restored.Predict(features), Is.EqualTo(learner.Predict(features)));
            learner.Learn(features, label);
            restored.Learn(features, label);
        }

        Assert.That(restored.Save(), Is.EqualTo(learner.Save()));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void Refuses_a_feature_that_is_not_finite_and_keeps_its_state(float value)
    {
        for (var i = 0; i < Blobs.Schema.EncodedLength; i++)
        {
            float[] features = [.. Ordinary];
            features[i] = value;
            RefusesAndKeepsItsState(features, 0);
        }
    }

    [TestCase(0)]
    [TestCase(4)]
    [TestCase(6)]
    public void Refuses_a_wrong_length_and_keeps_its_state(int length) => RefusesAndKeepsItsState(new float[length], 0);

    [TestCase(-1)]
    [TestCase(5)]
    [TestCase(int.MaxValue)]
    public void Refuses_a_label_that_is_no_class_and_keeps_its_state(int label)
    {
        var learner = Blobs.Trained(kind);
        var before = learner.Save();

        Assert.That(() => learner.Learn(Ordinary, label), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => learner.Evidence(label), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => learner.Partition([0, label]), Throws.InstanceOf<ArgumentException>());
        Assert.That(learner.Save(), Is.EqualTo(before));
    }

    [Test]
    public void Has_parts_for_the_classes_it_knows_and_only_if_it_lends_any()
    {
        var parts = Blobs.Trained(kind).Partition([0, 4]);

        if (!hasParts) Assert.That(parts, Is.Empty);
        else Assert.That(parts.SelectMany(static part => part.Classes), Does.Contain(0).And.Not.Contain(4));
    }

    [Test]
    public void Finite_features_of_any_size_never_break_it()
    {
        var learner = Blobs.Trained(kind);
        var random = new Random(5);
        float[] sizes = [0, float.Epsilon, 1e-30f, 1, 1e19f, 1e25f, float.MaxValue];
        for (var i = 0; i < 500; i++)
        {
            var features = new float[5];
            for (var j = 0; j < 5; j++) features[j] = sizes[random.Next(sizes.Length)] * (random.Next(2) * 2 - 1);
            learner.Learn(features, random.Next(4));
            Assert.That(learner.Predict(features).Confidence, Is.InRange(0, 1));
        }

        Assert.That(() => OnlineLearner.Restore(Blobs.Schema, learner.Save()), Throws.Nothing);
        Assert.That(() => Blobs.Trained(kind).Merge(learner.Partition([0, 1, 2, 3]), MergeStyle.Rehearse, 1), Throws.Nothing);
    }

    /// <summary>The most of all samples that make a warm model grow. Of ten trees one or another grows more often than one alone.</summary>
    protected virtual double MostGrowing(IOnlineLearner learner) => learner is TreeEnsemble ? 0.1 : 0.05;

    /// <summary>Whether the sample just learned may have allocated though the model is as large as before.</summary>
    protected virtual bool MayAllocate(IOnlineLearner learner) => false;

    private void RefusesAndKeepsItsState(float[] features, int label)
    {
        var learner = Blobs.Trained(kind);
        var before = learner.Save();

        Assert.That(() => learner.Predict(features), Throws.ArgumentException);
        Assert.That(() => learner.Score(features, new float[5]), Throws.ArgumentException);
        Assert.That(() => learner.Learn(features, label), Throws.ArgumentException);
        Assert.That(learner.Save(), Is.EqualTo(before));
    }
}
