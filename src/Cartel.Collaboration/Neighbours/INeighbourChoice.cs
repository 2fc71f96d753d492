namespace Cartel.Collaboration;

/// <summary>A way of choosing who helps. Pure: the same question gives the same answer.</summary>
/// <remarks>Those that Cartel has are in <see cref="NeighbourChoices"/>; a simulation may bring its own, such as an oracle.</remarks>
public interface INeighbourChoice
{
    /// <summary>Its name, such as <c>cartel</c>.</summary>
    string Name { get; }

    /// <summary>Whether an offer may name donors that complement each other, and spread load over near equals; else it
    /// names the first ones of the ranking.</summary>
    bool Combines { get; }

    /// <summary>Ranks candidates, best first; refused ones follow in name order. The order of the input plays no part.</summary>
    /// <exception cref="ArgumentException">The query has no samples, negative counts, or needs a class that it does not
    /// count; or two candidates have one name.</exception>
    IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates);
}
