using Cartel.Collaboration;
using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Ranks donors by what their parts would truly do for the target: what no registry can know, and the measure of all other choices.</summary>
/// <remarks>For each device, its parts (all, or those of the needed classes) are merged into a copy of the target's model in every
/// style; the best accuracy on held-out rows of the target's present distribution is its score. Past parts are left out.</remarks>
internal sealed class OracleChoice(Deployment deployment, SimulatedFleet fleet) : INeighbourChoice
{
    private readonly INeighbourChoice _shipped = NeighbourChoices.Create(NeighbourChoices.Default);

    public string Name => "oracle";

    public bool Combines => false;

    public IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates)
    {
        var target = fleet.Edges[fleet.Registry.Asking].Learner.Model;
        var rows = deployment.HeldOut(fleet.Registry.Asking);
        return
        [
            .. _shipped.Rank(query with { Most = int.MaxValue }, candidates)
                .Select(one => Judge(one, query, target, rows))
                .OrderByDescending(static one => one.Score ?? -1).ThenBy(static one => one.Candidate.Agent, StringComparer.Ordinal),
        ];
    }

    private RankedCandidate Judge(RankedCandidate one, NeighbourQuery query, IOnlineLearner target, IReadOnlyList<FleetSample> rows)
    {
        if (!one.Candidate.Lends || CartelEdge.DeviceOf(one.Candidate.Agent) is not { } donor) return one with { Score = null, Refused = "offers nothing to try" };

        var all = fleet.Edges[donor].Learner.PartsOnOffer();
        ModelPart[] needed = [.. all.Where(part => part.Classes.Any(query.Needs.Contains))];
        return needed.Length == 0
            ? one with { Score = null, Refused = "knows nothing of what is needed" }
            : one with { Score = Math.Max(Best(target, all, rows), Best(target, needed, rows)), Refused = null };
    }

    private static double Best(IOnlineLearner target, IReadOnlyList<ModelPart> parts, IReadOnlyList<FleetSample> rows) =>
        Enum.GetValues<MergeStyle>().Max(style =>
        {
            var merged = target.Clone();
            merged.Merge(parts, style, seed: 0);
            return rows.Count(row => merged.Predict(row.Features).Label == row.Label) / (double)rows.Count;
        });
}
