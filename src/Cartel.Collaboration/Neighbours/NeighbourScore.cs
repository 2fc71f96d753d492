namespace Cartel.Collaboration;

/// <summary>The rank among those who can help: a weighted sum of five terms, each in [0, 1], higher is better.</summary>
/// <remarks>
/// <code>score = 0.55 divergence + 0.25 recall + 0.10 reputation + 0.05 age + 0.05 load</code>
/// <list type="bullet">
/// <item><c>divergence</c> = 1 − bias-corrected divergence in bits. It decides: a donor that shares the asker's classes
/// brought a tenfold faster recovery than one that shares few, whatever the merge.</item>
/// <item><c>recall</c>: the least recall over the needed classes; for a plain look, with none needed, the accuracy that
/// the candidate's recalls promise on the asker's class counts (unknown recall: 0).</item>
/// <item><c>reputation</c> = (kept + 1) / (kept + refused + 2), Laplace's rule of succession: ½ for a newcomer.</item>
/// <item><c>age</c> = 2^(−age / <see cref="AgeHalfLifeSeconds"/>).</item>
/// <item><c>load</c> = 1 / (1 + open transfers).</item>
/// </list>
/// <para>The last three together outweigh a divergence of 0.36 bits at most: they decide between near equals.</para>
/// </remarks>
public static class NeighbourScore
{
    /// <summary>Weight of nearness.</summary>
    public const double DivergenceWeight = 0.55;

    /// <summary>Weight of recall on what is needed.</summary>
    public const double RecallWeight = 0.25;

    /// <summary>Weight of the record of earlier parts.</summary>
    public const double ReputationWeight = 0.10;

    /// <summary>Weight of freshness.</summary>
    public const double AgeWeight = 0.05;

    /// <summary>Weight of idleness.</summary>
    public const double LoadWeight = 0.05;

    /// <summary>The age at which the age term is one half, in seconds.</summary>
    public const double AgeHalfLifeSeconds = 300;

    internal static IReadOnlyDictionary<string, double> Terms(
        NeighbourQuery query, Candidate candidate, DivergenceEstimate divergence) => new Dictionary<string, double>
        {
            ["divergence"] = 1 - divergence.Bits,
            ["recall"] = query.Needs.Count > 0 ? LeastRecall(query, candidate) : PromisedAccuracy(query, candidate),
            ["reputation"] = (candidate.Kept + 1.0) / ((double)candidate.Kept + candidate.Refused + 2),
            ["age"] = Math.Pow(2, -candidate.AgeSeconds / AgeHalfLifeSeconds),
            ["load"] = 1 / (1.0 + candidate.OpenTransfers),
        };

    internal static double Of(IReadOnlyDictionary<string, double> terms) =>
        DivergenceWeight * terms["divergence"]
        + RecallWeight * terms["recall"]
        + ReputationWeight * terms["reputation"]
        + AgeWeight * terms["age"]
        + LoadWeight * terms["load"];

    private static double LeastRecall(NeighbourQuery query, Candidate candidate) =>
        query.Needs.Min(need => candidate.Recall[need] ?? 0);

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
