namespace Cartel.Collaboration;

/// <summary>The rank among those who can help: a weighted sum of six terms times three factors, each in [0, 1], higher is better.</summary>
/// <remarks>
/// <code>score = (0.55 divergence + 0.22 recall + 0.10 reputation + 0.05 age + 0.05 load + 0.03 network) · concept · cover · standing</code>
/// <list type="bullet">
/// <item><c>divergence</c> = 1 − bias-corrected divergence in bits. It decides: a donor that shares the asker's classes
/// brought a tenfold faster recovery than one that shares few, whatever the merge. The choices <c>sketch</c> and
/// <c>learned</c> have another measure of nearness in its place, under their own name.</item>
/// <item><c>recall</c>: the least recall over the needed classes that it knows; for a plain look, with none needed, the
/// accuracy that the candidate's recalls promise on the asker's class counts (unknown recall: 0).</item>
/// <item><c>reputation</c>: the score of its <see cref="DonorRecord"/>, ½ for a newcomer.</item>
/// <item><c>age</c> = 2^(−age / <see cref="AgeHalfLifeSeconds"/>).</item>
/// <item><c>load</c> = 1 / (1 + open transfers).</item>
/// <item><c>network</c>: 1 at the asker's own site, 0 at another, ½ unknown.</item>
/// <item><c>concept</c>: whether its classes look like the asker's of the same name, ½ to 1 (see <see cref="ClassSketch"/>).</item>
/// <item><c>cover</c>: the share of the needed classes that it knows.</item>
/// <item><c>standing</c>: ½ on probation, else 1.</item>
/// </list>
/// <para>Reputation, age, load and network together outweigh a divergence of 0.42 bits at most: they decide between near equals.</para>
/// </remarks>
public static class NeighbourScore
{
    /// <summary>Weight of nearness.</summary>
    public const double DivergenceWeight = 0.55;

    /// <summary>Weight of recall on what is needed.</summary>
    public const double RecallWeight = 0.22;

    /// <summary>Weight of the record of earlier parts.</summary>
    public const double ReputationWeight = 0.10;

    /// <summary>Weight of freshness.</summary>
    public const double AgeWeight = 0.05;

    /// <summary>Weight of idleness.</summary>
    public const double LoadWeight = 0.05;

    /// <summary>Weight of nearness on the network.</summary>
    public const double NetworkWeight = 0.03;

    /// <summary>The age at which the age term is one half, in seconds.</summary>
    public const double AgeHalfLifeSeconds = 300;

    /// <summary>The factor of one that is on probation.</summary>
    public const double ProbationFactor = 0.5;

    private const int Terms = 9;

    internal static string[] Names(string nearness) =>
        [nearness, "recall", "reputation", "age", "load", "network", "concept", "cover", "standing"];

    /// <summary>The most that a candidate can score, were it as near and as like as can be: what needs no logarithm.</summary>
    internal static double AtMost(NeighbourQuery query, Candidate candidate) => Of(Values(query, candidate, nearness: 1, concept: 1, stackalloc double[Terms]));

    internal static double[] Values(NeighbourQuery query, Candidate candidate, double nearness)
    {
        var values = new double[Terms];
        Values(query, candidate, nearness, SketchNearness.Concept(query, candidate), values);
        return values;
    }

    private static ReadOnlySpan<double> Values(NeighbourQuery query, Candidate candidate, double nearness, double concept, Span<double> values)
    {
        values[0] = nearness;
        values[1] = query.Needs.Count > 0 ? LeastRecall(query, candidate) : PromisedAccuracy(query, candidate);
        values[2] = Reputation(candidate);
        values[3] = Math.Pow(2, -candidate.AgeSeconds / AgeHalfLifeSeconds);
        values[4] = 1 / (1.0 + candidate.OpenTransfers);
        values[5] = candidate.Network;
        values[6] = concept;
        values[7] = query.Needs.Count > 0 ? (double)NeighbourFilter.Known(query, candidate) / query.Needs.Count : 1;
        values[8] = candidate.Standing is Standing.Good ? 1 : ProbationFactor;
        return values;
    }

    internal static double Of(ReadOnlySpan<double> values) =>
        (DivergenceWeight * values[0]
        + RecallWeight * values[1]
        + ReputationWeight * values[2]
        + AgeWeight * values[3]
        + LoadWeight * values[4]
        + NetworkWeight * values[5])
        * values[6] * values[7] * values[8];

    internal static double Reputation(Candidate candidate) => new DonorRecord(candidate.Kept, candidate.Refused, default).Score;

    private static double LeastRecall(NeighbourQuery query, Candidate candidate)
    {
        var least = double.PositiveInfinity;
        for (var i = 0; i < query.Needs.Count; i++)
        {
            if (NeighbourFilter.Knows(query, candidate, query.Needs[i])) least = Math.Min(least, candidate.Recall[query.Needs[i]] ?? 0);
        }

        return double.IsFinite(least) ? least : 0;
    }

    private static double PromisedAccuracy(NeighbourQuery query, Candidate candidate)
    {
        var (right, all) = (0.0, 0.0);
        for (var i = 0; i < query.ClassCounts.Count; i++)
        {
            right += query.ClassCounts[i] * (candidate.Recall[i] ?? 0);
            all += query.ClassCounts[i];
        }

        return right / all;
    }
}
