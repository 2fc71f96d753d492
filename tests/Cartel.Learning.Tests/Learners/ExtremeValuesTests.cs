namespace Cartel.Learning.Tests;

/// <summary>A model must be able to read its own snapshot, whatever it has learned and borrowed.</summary>
public sealed class ExtremeValuesTests
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x"), Feature.Numeric("y")], ["a", "b"]);

    [Test]
    public void A_model_that_saw_an_outlier_is_restored_from_its_snapshot([Values(1e20f, 3e38f, -3e38f)] float outlier)
    {
        var learner = OnlineLearner.Create("linear", Schema);
        float[][] samples = [[1, 2], [outlier, 2], [-outlier, 3], [2, 1]];
        foreach (var sample in samples) learner.Learn(sample, 0);

        Assert.That(OnlineLearner.Restore(Schema, learner.Save()).Predict([1, 2]), Is.EqualTo(learner.Predict([1, 2])));
    }

    [Test]
    public void A_part_that_claims_more_evidence_than_can_be_counted_on_is_refused()
    {
        var donor = OnlineLearner.Create("linear", Schema);
        donor.Learn([1, 2], 0);
        var honest = donor.Partition([0])[0];
        var boast = new ModelPart(honest.LearnerKind, honest.SchemaHash, honest.Id, honest.Classes, long.MaxValue, honest.Payload);

        Assert.That(() => ModelPart.FromBytes(boast.Bytes.Span), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void A_model_that_borrowed_an_absurd_sketch_is_restored_from_its_snapshot()
    {
        var donor = OnlineLearner.Create("linear", Schema);
        for (var i = 0; i < 50; i++) donor.Learn([3e38f, i % 7], 0);
        var target = OnlineLearner.Create("linear", Schema);
        for (var i = 0; i < 50; i++) target.Learn([i % 5, i % 7], i % 2);

        target.Merge(donor.Partition([0]), MergeStyle.Replace, seed: 1);
        for (var i = 0; i < 50; i++) target.Learn([i % 5, i % 7], i % 2);

        Assert.That(() => OnlineLearner.Restore(Schema, target.Save()), Throws.Nothing);
    }
}
