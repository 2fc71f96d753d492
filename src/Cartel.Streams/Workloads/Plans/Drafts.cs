using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>What the planners of workloads have in common.</summary>
internal static class Drafts
{
    /// <summary>An agent's name by its number from 0: <c>agent-07</c> of twelve.</summary>
    public static string NameOf(int index, int agents) => $"agent-{(index + 1).ToString(new string('0', $"{agents}".Length))}";

    /// <summary>About equal weights, 0.8 to 1.2, so that no two agents are quite alike.</summary>
    public static Dictionary<string, double> Weights(IEnumerable<string> classes, SeededRandom random) =>
        classes.ToDictionary(static name => name, _ => Math.Round(0.8 + 0.4 * random.NextDouble(), 3));

    /// <summary>The same weights but for one class.</summary>
    public static Dictionary<string, double> Without(IReadOnlyDictionary<string, double> weights, string name) =>
        weights.Where(pair => pair.Key != name).ToDictionary(static pair => pair.Key, static pair => pair.Value);

    /// <summary>The same weights, but one class has this share of the whole.</summary>
    public static Dictionary<string, double> WithShare(IReadOnlyDictionary<string, double> weights, string name, double share) =>
        new(weights) { [name] = share / (1 - share) * weights.Where(pair => pair.Key != name).Sum(static pair => pair.Value) };

    /// <summary>Up to six of the most frequent classes, in random order.</summary>
    /// <exception cref="WorkloadException">There are fewer than <paramref name="least"/> with enough rows.</exception>
    public static string[] Classes(IDataSet data, int least, SeededRandom random)
    {
        string[] classes = [.. ClassGroups.Usable(data, least).Take(ClassGroups.MostInOneGroup)];
        random.Shuffle<string>(classes);
        return classes;
    }

    /// <summary>A class that somebody named and that is not there, or has too few rows.</summary>
    public static WorkloadException Lacks(IDataSet data, string name, IReadOnlyList<string> usable) => new(
        "class",
        (data.Schema.IndexOfClass(name) < 0 ? $"{data.Name} has no class “{name}”" : $"{data.Name} has too few rows of class “{name}”")
        + $"; with enough rows it has {string.Join(", ", usable)}");

    /// <summary>A random number generator for a plan: another one for each name, so that workloads differ though seeds do not.</summary>
    public static SeededRandom Random(WorkloadPlan plan, long seed) => SeededRandom.For(seed, StableHash.Of(plan.Kind), StableHash.Of(plan.Name));

    /// <summary>The workload of these agents.</summary>
    public static Workload Workload(WorkloadPlan plan, IDataSet data, long seed, IReadOnlyList<WorkloadAgent> agents) =>
        new(plan.Name, data.Name, seed, plan.Samples, agents) { PartitionColumn = plan.Partition };

    /// <summary>The sample of the first change: by default a third of the way.</summary>
    public static long At(WorkloadPlan plan) => plan.At ?? Math.Max(1, plan.Samples / 3);
}
