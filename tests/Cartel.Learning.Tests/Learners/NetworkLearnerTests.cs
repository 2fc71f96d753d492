using System.Buffers.Binary;
using Cartel.Testing;

namespace Cartel.Learning.Tests;

public sealed class NetworkLearnerTests
{
    private const int HiddenAt = 1;
    private const int RowAt = 9 + 32;
    private const int ClustersAt = RowAt + (4 * 65);

    private static readonly (float[] Features, int Label)[] Test = [.. Blobs.Take(41, 600).Where(static sample => sample.Label <= 2)];

    // Exclusive or: no hyperplane separates it.
    [Test]
    public void Learns_what_no_hyperplane_separates()
    {
        var schema = new FeatureSchema([Feature.Numeric("x"), Feature.Numeric("y")], ["same", "different"]);
        var learner = OnlineLearner.Create("network?hidden=16&rate=0.01", schema);
        var random = new Random(1);
        var right = 0;
        for (var i = 0; i < 4000; i++)
        {
            var (x, y) = (random.Next(2), random.Next(2));
            float[] features = [x + (0.3f * random.NextSingle()), y + (0.3f * random.NextSingle())];
            if (i >= 2000 && learner.Predict(features).Label == (x ^ y)) right++;
            learner.Learn(features, x ^ y);
        }

        Assert.That(right, Is.GreaterThan(1980));
    }

    [Test]
    public void Another_seed_is_another_network_that_learns_as_well()
    {
        var (one, other) = (Trained(1, 4), Trained(2, 4));

        Assert.That(one.Save(), Is.Not.EqualTo(other.Save()));
        Assert.That(Accuracy(one), Is.GreaterThan(0.95));
        Assert.That(Accuracy(other), Is.GreaterThan(0.95));
    }

    [Test]
    public void A_row_is_taken_as_it_is_where_the_hidden_layer_is_the_same()
    {
        var donor = Trained(1, 4);
        var borrower = donor.Clone();
        foreach (var part in donor.Partition([0, 1, 2, 3])) borrower.Merge([part], MergeStyle.Replace, 1);

        var (own, others) = (new float[5], new float[5]);
        foreach (var (features, _) in Test)
        {
            borrower.Score(features, own);
            donor.Score(features, others);
            // Weights travel with 8 significant bits.
            Assert.That(own, Is.EqualTo(others).Within(0.005f));
        }
    }

    [Test]
    public void A_class_of_another_hidden_layer_is_recognised_once_its_prototypes_are_rehearsed([Values] MergeStyle style)
    {
        var borrower = Trained(2, 2);

        borrower.Merge(Trained(1, 4).Partition([2]), style, 1);

        Assert.That(Accuracy(borrower), Is.GreaterThan(0.9));
        Assert.That(borrower.Evidence(2), Is.GreaterThan(0));
    }

    [Test]
    public void A_class_of_few_samples_has_no_part_so_that_no_sample_leaves()
    {
        var learner = OnlineLearner.Create("network", Blobs.Schema);
        var sample = Blobs.Take(1, 1).First().Features;
        for (var i = 0; i < 7; i++) learner.Learn(sample, 1);
        Assert.That(learner.Partition([1]), Is.Empty);

        learner.Learn(sample, 1);
        Assert.That(learner.Partition([1]), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_part_with_impossible_numbers_is_refused_and_changes_nothing()
    {
        var learner = Trained(1, 4);
        var before = learner.Save();
        foreach (var hidden in new[] { 0, -1, 1025, int.MaxValue }) Refused(payload => BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(HiddenAt), hidden));
        foreach (var weight in new[] { float.NaN, float.PositiveInfinity, 1e5f }) Refused(payload => BinaryPrimitives.WriteSingleLittleEndian(payload.AsSpan(RowAt), weight));
        foreach (var clusters in new byte[] { 0, 5, 255 }) Refused(payload => payload[ClustersAt] = clusters);
        foreach (var count in new[] { 0, -1, long.MaxValue }) Refused(payload => BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(ClustersAt + 1), count));
        foreach (var spread in new[] { float.NaN, float.MaxValue }) Refused(payload => BinaryPrimitives.WriteSingleLittleEndian(payload.AsSpan(ClustersAt + 9 + 20), spread));
        Assert.That(learner.Save(), Is.EqualTo(before));

        void Refused(Action<byte[]> change)
        {
            var part = learner.Partition([2])[0];
            var payload = part.Payload.ToArray();
            change(payload);
            Assert.That(
                () => learner.Merge([part, new ModelPart("network", part.SchemaHash, part.Id, part.Classes, 9, payload)], MergeStyle.Rehearse, 1),
                Throws.TypeOf<ModelFormatException>());
        }
    }

    [TestCase("network?hidden=0")]
    [TestCase("network?hidden=1025")]
    [TestCase("network?rate=0")]
    [TestCase("network?layers=2")]
    public void Refuses_settings_out_of_range(string kind) => Assert.That(() => OnlineLearner.Create(kind, Blobs.Schema), Throws.ArgumentException);

    private static IOnlineLearner Trained(int seed, int classes)
    {
        var learner = OnlineLearner.Create("network", Blobs.Schema, seed);
        foreach (var (features, label) in Blobs.Take(seed, 1000, classes)) learner.Learn(features, label);
        return learner;
    }

    private static double Accuracy(IOnlineLearner learner) =>
        Test.Count(sample => learner.Predict(sample.Features).Label == sample.Label) / (double)Test.Length;
}
