using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.MLNet.Tests;

public sealed class BatchLinearLearnerTests
{
    [Test]
    public void A_warm_training_goes_on_from_the_row_as_it_stands_and_a_cold_one_from_nothing([Values] bool isWarm)
    {
        var trainer = new PerceptronTrainer();
        var learner = new BatchLinearLearner(Blobs.Schema, new WindowSettings("plain:linear", Seed: 1, Window: 50, Period: 1, isWarm), trainer);
        foreach (var (features, label) in Blobs.Take(1, 10)) learner.Learn(features, label);

        Assert.That(trainer.Former, isWarm ? Is.Not.Null : Is.Null);
    }

    [Test]
    public void Parts_are_those_of_an_online_learner_of_the_same_loss()
    {
        LearnerPlugins.Add(new PlainPlugin());
        var online = Blobs.Trained("linear-hinge", classes: 3);

        online.Merge(Blobs.Trained("plain:linear", seed: 2).Partition([3]), MergeStyle.Rehearse, 1);

        Assert.That(Blobs.Take(9, 300).Count(sample => online.Predict(sample.Features).Label == sample.Label), Is.GreaterThan(270));
    }

    [Test]
    public void A_part_of_another_loss_is_refused_and_changes_nothing()
    {
        LearnerPlugins.Add(new PlainPlugin());
        var learner = Blobs.Trained("plain:linear");
        var before = learner.Save();

        Assert.That(() => learner.Merge(Blobs.Trained("linear-logistic").Partition([0]), MergeStyle.Average, 1), Throws.TypeOf<ModelFormatException>());
        Assert.That(learner.Save(), Is.EqualTo(before));
    }

    [TestCase("plain:linear?window=9", "window")]
    [TestCase("plain:linear?window=100001", "window")]
    [TestCase("plain:linear?every=0", "every")]
    [TestCase("plain:linear?warm=2", "warm")]
    [TestCase("plain:linear?wamr=1", "wamr")]
    [TestCase("plain:tree", "plain:trees")]
    public void Settings_out_of_bounds_and_names_that_are_none_are_refused_by_name(string kind, string word)
    {
        LearnerPlugins.Add(new PlainPlugin());

        Assert.That(() => OnlineLearner.Create(kind, Blobs.Schema), Throws.InstanceOf<ArgumentException>().With.Message.Contains(word));
    }

    [Test]
    public void A_window_of_more_than_256_MiB_is_refused()
    {
        LearnerPlugins.Add(new PlainPlugin());
        var wide = new FeatureSchema([.. Enumerable.Range(0, 1000).Select(static i => Feature.Numeric($"f{i}"))], ["a", "b"]);

        Assert.That(() => OnlineLearner.Create("plain:linear?window=100000", wide), Throws.ArgumentException.With.Message.Contains("256 MiB"));
    }
}
