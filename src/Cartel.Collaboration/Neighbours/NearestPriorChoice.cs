namespace Cartel.Collaboration;

/// <summary>The smallest divergence of class priors and nothing else, as the paper has it: no filter by knowledge, no
/// correction of the bias, every count as good as any other.</summary>
/// <remarks>Daga et al., SoCC 2019. Kept for comparison: it is blind to a rare new class.</remarks>
internal sealed class NearestPriorChoice : INeighbourChoice
{
    private static readonly string[] Names = ["divergence"];

    /// <inheritdoc/>
    public string Name => "nearest-prior";

    /// <inheritdoc/>
    public bool Combines => false;

    /// <inheritdoc/>
    public IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates) =>
        NeighbourRanking.Rank(query, candidates, static (query, candidate) =>
        {
            var divergence = NeighbourRanking.Divergence(query, candidate);
            var nearness = 1 - divergence.PlugInBits;
            return new RankedCandidate(candidate, divergence, nearness, Refused: null, new ScoreTerms(Names, nearness));
        });
}
