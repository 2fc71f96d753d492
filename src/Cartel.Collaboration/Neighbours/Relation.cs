namespace Cartel.Collaboration;

/// <summary>How related two agents' tasks are, learned from what became of parts between them.</summary>
/// <remarks>
/// <para>relation = (2 near + kept) / (2 + kept + refused), near = 1 − divergence in bits: without experience the
/// divergence decides, and two transfers weigh as much as it does.</para>
/// <para>The matrix of relations is MOCHA's Ω (V. Smith et al., “Federated multi-task learning”, NIPS 2017), which there
/// comes from the models' covariance; models never meet here, so it comes from measured gains, one pair at a time.</para>
/// </remarks>
internal static class Relation
{
    private const double PriorWeight = 2;

    public static double Nearness(NeighbourQuery query, Candidate candidate, DivergenceEstimate divergence)
    {
        var (kept, refused) = (candidate.Together.Kept, candidate.Together.Refused);
        return (PriorWeight * (1 - divergence.Bits) + kept) / (PriorWeight + kept + refused);
    }
}
