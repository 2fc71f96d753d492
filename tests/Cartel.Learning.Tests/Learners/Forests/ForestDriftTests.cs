using Cartel.Testing;

namespace Cartel.Learning.Tests;

public sealed class ForestDriftTests
{
    private const int Change = 3000;

    [Test]
    public void Trees_that_grew_in_the_background_take_over_after_a_change()
    {
        var forest = (TreeEnsemble)OnlineLearner.Create("adaptive-random-forest", Blobs.Schema);
        var (grown, takenOver, right) = (new HashSet<HoeffdingTree>(), 0, 0);
        var at = 0;
        foreach (var (features, label) in ChangingStream())
        {
            if (at >= Change + 3000 && forest.Predict(features).Label == label) right++;
            forest.Learn(features, label);
            at++;
            takenOver += forest.Members.Count(member => grown.Remove(member.Tree));
            grown.UnionWith(forest.Members.Select(static member => member.Background).OfType<HoeffdingTree>());
        }

        Assert.That(takenOver, Is.GreaterThanOrEqualTo(5));
        Assert.That(right / 2000.0, Is.GreaterThan(0.9));
    }

    [Test]
    public void A_bag_replaces_its_worst_trees_after_a_change()
    {
        var bag = (TreeEnsemble)OnlineLearner.Create("leveraging-bagging", Blobs.Schema);
        var (before, at, right) = (new List<HoeffdingTree>(), 0, 0);
        foreach (var (features, label) in ChangingStream())
        {
            if (at == Change) before = [.. bag.Members.Select(static member => member.Tree)];
            if (at >= Change + 3000 && bag.Predict(features).Label == label) right++;
            bag.Learn(features, label);
            at++;
        }

        Assert.That(bag.Members.Count(member => !before.Contains(member.Tree)), Is.GreaterThanOrEqualTo(2));
        Assert.That(right / 2000.0, Is.GreaterThan(0.9));
    }

    [Test]
    public void Memory_keeps_to_its_bound()
    {
        const int bound = 60_000;
        var random = new Random(6);
        var forest = (TreeEnsemble)OnlineLearner.Create($"adaptive-random-forest?memory={bound}&drift=1e-12&warning=0", Blobs.Schema);
        var free = (TreeEnsemble)OnlineLearner.Create("adaptive-random-forest?drift=1e-12&warning=0", Blobs.Schema);
        foreach (var (features, _) in Blobs.Take(5, 12_000))
        {
            // Labels that need a fine partition.
            var label = ((int)(features[0] * 40) + random.Next(20) / 19) % 4;
            forest.Learn(features, label);
            free.Learn(features, label);
            Assert.That(forest.Members.Sum(static member => member.Tree.Bytes), Is.LessThanOrEqualTo(bound));
        }

        Assert.That(free.Members.Sum(static member => member.Tree.Bytes), Is.GreaterThan(bound));
    }

    // From then on ever more samples have the label of another class, after 2000 all.
    private static IEnumerable<(float[] Features, int Label)> ChangingStream()
    {
        var random = new Random(8);
        return Blobs.Take(1, Change + 5000).Select((sample, i) =>
            random.Next(2000) < i - Change ? (sample.Features, (sample.Label + 1) % 4) : sample);
    }
}
