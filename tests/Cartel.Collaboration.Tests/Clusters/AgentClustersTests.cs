using Cartel.Testing;

namespace Cartel.Collaboration.Tests;

public sealed class AgentClustersTests
{
    private static readonly double[][] Kinds = [[6, 3, 1, 0, 0, 0], [0, 0, 0, 5, 5, 0], [0, 1, 0, 0, 1, 8]];

    [TestCase(60)]
    [TestCase(900, Description = "more than are sampled")]
    public void Agents_of_a_kind_share_a_cluster_and_no_other_kind_is_in_it(int agents)
    {
        var counts = Fleet(agents);

        var clusters = AgentClusters.Find(counts);

        Assert.That(clusters.SelectMany(static cluster => cluster.Members).Order(), Is.EqualTo(Enumerable.Range(0, agents)));
        foreach (var cluster in clusters)
        {
            Assert.That(cluster.Members, Does.Contain(cluster.Exemplar));
            Assert.That(cluster.Members.Select(static i => i % Kinds.Length).Distinct().Count(), Is.EqualTo(1), "kinds in one cluster");
            Assert.That(cluster.ClassPrior, Is.EqualTo(Enumerable.Range(0, 6).Select(label => cluster.Members.Average(i => counts[i][label] / 300.0))).Within(1e-12));
        }

        Assert.That(clusters.Select(static cluster => cluster.Members.Count), Is.Ordered.Descending);
        Assert.That(clusters, Has.Count.LessThan(agents / 4));
    }

    [Test]
    public void The_same_seed_gives_the_same_clusters()
    {
        var counts = Fleet(700);

        var first = Told(AgentClusters.Find(counts, seed: 5));

        Assert.That(Told(AgentClusters.Find(counts, seed: 5)), Is.EqualTo(first));

        static string Told(IEnumerable<AgentCluster> clusters) => string.Join('|', clusters.Select(static cluster => $"{cluster.Exemplar}:{string.Join(',', cluster.Members)}"));
    }

    [Test]
    public void Nobody_is_no_cluster() => Assert.That(AgentClusters.Find([]), Is.Empty);

    private static long[][] Fleet(int agents)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, agents).Select(i => Streams.Counts(random, Kinds[i % Kinds.Length], 300))];
    }
}
