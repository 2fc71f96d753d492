using Cartel.Testing;

namespace Cartel.Learning.Tests.Averaging;

public sealed class ForestPoolTests
{
    [TestCase("adaptive-random-forest?trees=6")]
    [TestCase("leveraging-bagging?trees=6")]
    public void A_pool_of_equals_is_one_of_them(string kind)
    {
        var forest = Forest(kind, seed: 1);

        Assert.That(TreeEnsemble.Pool([forest, forest], [1, 5]).Save(), Is.EqualTo(forest.Save()));
    }

    [Test]
    public void Each_gives_trees_in_the_proportion_of_its_weight()
    {
        var forests = Enumerable.Range(1, 3).Select(seed => Forest("adaptive-random-forest?trees=6", seed)).ToList();
        var pool = TreeEnsemble.Pool(forests, [3, 1, 2]);

        var givers = Enumerable.Range(0, 6).Select(i => forests.FindIndex(forest => Bytes(forest.Members[i]).SequenceEqual(Bytes(pool.Members[i]))));
        Assert.That(givers, Is.EqualTo([0, 0, 0, 1, 2, 2]));
    }

    [Test]
    public void A_pool_knows_the_classes_of_all_and_leaves_the_givers_as_they_were()
    {
        var (one, other) = (Forest("adaptive-random-forest?trees=4", 1, classes: 2), Forest("adaptive-random-forest?trees=4", 2, classes: 4));
        var before = one.Save();
        var pool = TreeEnsemble.Pool([one, other], [1, 1]);
        foreach (var (features, label) in Blobs.Take(5, 50)) pool.Learn(features, label);

        Assert.That(Enumerable.Range(0, 4).Select(label => pool.Evidence(label) > 0), Is.All.True);
        Assert.That(one.Save(), Is.EqualTo(before));
        Assert.That(Blobs.Take(6, 100).Count(sample => pool.Predict(sample.Features).Label == sample.Label), Is.GreaterThan(80));
    }

    private static TreeEnsemble Forest(string kind, int seed, int classes = 4) => (TreeEnsemble)Blobs.Trained(kind, seed, classes: classes);

    private static byte[] Bytes(ForestMember member)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        member.Write(writer);
        return stream.ToArray();
    }
}
