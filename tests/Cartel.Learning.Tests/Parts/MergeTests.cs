using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>What a borrowed row does in a model with other units, and what becomes of the knowledge that was there.</summary>
[TestFixture("linear-logistic")]
[TestFixture("linear-hinge")]
[TestFixture("softmax")]
public sealed class MergeTests(string kind)
{
    private const int Wanted = 2;

    [Test]
    public void A_part_predicts_in_raw_space_like_the_donor_s_row_whatever_the_units()
    {
        // The donor saw all four classes; the borrower classes 0 and 1 only, so that its means and spreads are others.
        var donor = Blobs.Trained(kind, 1, 800);
        var borrower = Blobs.Trained(kind, 2, 300, classes: 2);

        borrower.Merge(donor.Partition([0, 1, 2, 3]), MergeStyle.Replace, 1);

        // All rows are the donor's now, so all probabilities must be. Clipping at five deviations is the one difference.
        var (own, others) = (new float[5], new float[5]);
        foreach (var (features, _) in Blobs.Take(31, 300))
        {
            borrower.Score(features, own);
            donor.Score(features, others);
            for (var k = 0; k < 5; k++) Assert.That(own[k], Is.EqualTo(others[k]).Within(0.04));
            Assert.That(borrower.Predict(features).Label, Is.EqualTo(donor.Predict(features).Label));
        }
    }

    [TestCase(1e-30f, 0)]
    [TestCase(1e-6f, 1e3f)]
    [TestCase(1e12f, -1e13f)]
    [TestCase(1e30f, 0)]
    public void A_part_survives_the_way_through_raw_space_in_extreme_units(float unit, float centre)
    {
        var schema = new FeatureSchema([Feature.Numeric("x"), Feature.Numeric("y")], ["a", "b"]);
        var (donor, borrower) = (OnlineLearner.Create(kind, schema), OnlineLearner.Create(kind, schema));
        var random = new Random(3);
        for (var i = 0; i < 400; i++)
        {
            var label = random.Next(2);
            var features = new[] { centre + unit * (label + 0.5f * random.NextSingle()), random.NextSingle() };
            donor.Learn(features, label);
            if (i % 3 == 0) borrower.Learn(features, label);
        }

        borrower.Merge(donor.Partition([0, 1]), MergeStyle.Replace, 1);

        for (var i = 0; i < 200; i++)
        {
            var features = new[] { centre + unit * (random.Next(2) + 0.5f * random.NextSingle()), random.NextSingle() };
            // What travels is rounded: a tie, as where the unit is below a float's last bit, may end otherwise.
            if (donor.Predict(features) is { Confidence: > 0.51f } sure) Assert.That(borrower.Predict(features).Label, Is.EqualTo(sure.Label));
        }
    }

    [Test]
    public void A_column_that_hardly_varies_neither_overflows_a_part_nor_the_model_that_absorbs_one()
    {
        // A spread of 1.2e−38 makes a raw weight of w/s that no float holds.
        var schema = new FeatureSchema([Feature.Numeric("x"), Feature.Unit("y")], ["a", "b", "c"]);
        var learner = OnlineLearner.Create(kind, schema);
        for (var i = 0; i < 20_000; i++) learner.Learn([i % 2 * 2.4e-38f, 0], i % 2);
        var other = OnlineLearner.Create(kind, schema);
        for (var i = 0; i < 40; i++) other.Learn([i % 7, 1], 2);

        learner.Merge(other.Partition([2]), MergeStyle.Replace, 1);

        Assert.That(() => other.Untrained().Merge(learner.Partition([0, 1]), MergeStyle.Average, 1), Throws.Nothing);
        Assert.That(OnlineLearner.Restore(schema, learner.Save()).Predict([0, 0]).Confidence, Is.InRange(0, 1));
    }

    [Test]
    public void An_unknown_class_is_known_after_the_merge_with_the_donor_s_evidence_and_the_others_keep_theirs()
    {
        var (donor, borrower) = (Blobs.Trained(kind, 1, 800), Borrower());
        long[] before = [borrower.Evidence(0), borrower.Evidence(1)];

        borrower.Merge(donor.Partition([Wanted]), MergeStyle.Rehearse, 1);

        Assert.That(borrower.Evidence(Wanted), Is.EqualTo(donor.Evidence(Wanted)));
        Assert.That(new[] { borrower.Evidence(0), borrower.Evidence(1) }, Is.EqualTo(before));
        Assert.That(borrower.SamplesLearned, Is.EqualTo(300));
    }

    [Test]
    public void A_borrowed_class_is_recognised_at_once([Values(MergeStyle.Rehearse, MergeStyle.Average)] MergeStyle style)
    {
        var borrower = Borrower();
        borrower.Merge(Blobs.Trained(kind, 1, 800).Partition([Wanted]), style, 1);
        var test = Blobs.Take(41, 600).Where(sample => sample.Label <= Wanted).ToList();

        Assert.That(test.Count(sample => borrower.Predict(sample.Features).Label == sample.Label) / (double)test.Count, Is.GreaterThan(0.9));
    }

    [Test]
    public void Replacing_leaves_the_other_rows_functions_and_rehearsing_lowers_them_on_the_borrowed_class()
    {
        var part = Blobs.Trained(kind, 1, 800).Partition([Wanted]);
        var (replaced, rehearsed, former) = (Borrower(), Borrower(), Borrower());
        replaced.Merge(part, MergeStyle.Replace, 1);
        rehearsed.Merge(part, MergeStyle.Rehearse, 1);
        var (one, two, three) = (new float[5], new float[5], new float[5]);
        var (ofReplaced, ofRehearsed, samples) = (0.0, 0.0, 0);
        foreach (var (features, label) in Blobs.Take(51, 400, 3))
        {
            former.Score(features, one);
            replaced.Score(features, two);
            rehearsed.Score(features, three);
            // Class 0 against class 1 is as before: their ratio does not know of the third class.
            if (label < Wanted && one[1] > 1e-3 && one[0] > 1e-3) Assert.That(two[0] / two[1], Is.EqualTo(one[0] / one[1]).Within(1).Percent);
            if (label != Wanted) continue;

            samples++;
            ofReplaced += two[0] + two[1];
            ofRehearsed += three[0] + three[1];
        }

        Assert.That(ofRehearsed / samples, Is.LessThan(ofReplaced / samples));
    }

    [Test]
    public void Averaging_weighs_both_by_their_evidence()
    {
        var (donor, borrower) = (Blobs.Trained(kind, 1, 800), Blobs.Trained(kind, 2, 400));
        var part = donor.Partition([Wanted])[0];
        var (few, many) = (borrower.Clone(), borrower.Clone());

        few.Merge([With(part, 0)], MergeStyle.Average, 1);
        many.Merge([With(part, 1_000_000_000)], MergeStyle.Average, 1);
        var replaced = borrower.Clone();
        replaced.Merge([part], MergeStyle.Replace, 1);

        var (own, averaged) = (new float[5], new float[5]);
        foreach (var (features, _) in Blobs.Take(61, 200))
        {
            borrower.Score(features, own);
            few.Score(features, averaged);
            Assert.That(averaged, Is.EqualTo(own).Within(1e-3f), "a part without evidence changes nothing");

            replaced.Score(features, own);
            many.Score(features, averaged);
            Assert.That(averaged, Is.EqualTo(own).Within(1e-3f), "beside a part of boundless evidence the own row counts nothing");
        }

        Assert.That(few.Evidence(Wanted), Is.EqualTo(borrower.Evidence(Wanted)));
        Assert.That(many.Evidence(Wanted), Is.EqualTo(borrower.Evidence(Wanted) + 1_000_000_000));
    }

    [Test]
    public void Merging_is_the_same_for_the_same_seed_and_rehearsal_another_for_another()
    {
        var part = Blobs.Trained(kind, 1, 800).Partition([Wanted]);
        byte[] Merged(int seed)
        {
            var borrower = Borrower();
            borrower.Merge(part, MergeStyle.Rehearse, seed);
            return borrower.Save();
        }

        var first = Merged(5);
        Assert.That(Merged(5), Is.EqualTo(first));
        Assert.That(Merged(6), Is.Not.EqualTo(first));
    }

    private IOnlineLearner Borrower() => Blobs.Trained(kind, 2, 300, classes: 2);

    private static ModelPart With(ModelPart part, long evidence) =>
        new(part.LearnerKind, part.SchemaHash, part.Id, part.Classes, evidence, part.Payload);
}
