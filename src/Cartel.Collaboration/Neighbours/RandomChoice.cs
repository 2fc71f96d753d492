using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Anybody, drawn anew for each query: the baseline that any choice must beat.</summary>
/// <param name="seed">Another seed, another draw.</param>
internal sealed class RandomChoice(long seed) : INeighbourChoice
{
    private static readonly string[] Names = ["draw"];

    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public bool Combines => false;

    /// <inheritdoc/>
    public IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates) =>
        NeighbourRanking.Rank(query, candidates, (_, candidate) =>
        {
            var draw = SeededRandom.For(seed, query.Draw, StableHash.Of(candidate.Agent)).NextDouble();
            return new RankedCandidate(candidate, NeighbourRanking.Divergence(query, candidate), draw, Refused: null, new ScoreTerms(Names, draw));
        });
}
