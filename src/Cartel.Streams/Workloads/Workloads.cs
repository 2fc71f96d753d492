using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Plans workloads in which agents can help each other.</summary>
/// <remarks>
/// <para>
/// Of the data, the most frequent classes are used that have at least 60 rows: at most six, by all agents. From eight such classes
/// and four agents on there are two neighbourhoods with up to ten classes in all, of which both see the most frequent two or three.
/// </para>
/// <para>
/// About a third of a neighbourhood's agents, one at least, are donors: they know all its classes throughout. Each other agent is a
/// target, which lacks one class at first, targets by turns another one, but never the most frequent class. So every class that
/// comes is known from the start by an agent that shares all the target's other classes. Classes weigh between 0.8 and 1.2 by seed,
/// so that no two agents are quite alike.
/// </para>
/// </remarks>
public static class Workloads
{
    private const int FewestAgents = 2;
    private const int RampSteps = 5;

    /// <summary>A class appears at each target and stays.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="agents">How many: 2 to 1,000. They are called <c>agent-1</c> and so on, donors last in each neighbourhood.</param>
    /// <param name="samples">Samples per agent.</param>
    /// <param name="at">The sample at which the first target meets its new class; above 0.</param>
    /// <param name="seed">Decides weights, the choice of classes, and later every draw.</param>
    /// <param name="ramp">Over how many samples the new class grows to its full share, in five steps; 0: at once.</param>
    /// <param name="lag">By how many samples each further target is later.</param>
    /// <param name="share">The share of the new class at the targets, once it is there in full; null: about that of the others.</param>
    /// <param name="arriving">The class that arrives at all targets; null: targets by turns another one.</param>
    /// <exception cref="WorkloadException">The data have fewer than three classes of 60 rows, or not the one that is to arrive.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is out of range, or the last introduction would not end before the last sample.
    /// </exception>
    public static Workload Introduction(
        IDataSet data, int agents, long samples, long at, long seed, long ramp = 0, long lag = 0, double? share = null, string? arriving = null)
    {
        Require.Between(at, 1, samples - 1);
        Require.Between(ramp, 0, samples);
        Require.Between(lag, 0, samples);
        return Plan("introduction", data, agents, samples, seed, fewestClasses: 3, arriving, (target, even, arriving) =>
        {
            var weights = share is { } asked ? Drafts.WithShare(even, arriving, asked) : even;
            var arrival = at + target * lag;
            if (arrival + ramp >= samples)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(samples), samples, $"ends before target {target + 1} has its new class in full, at {arrival + ramp}");
            }

            return [new WorkloadPhase(0, Drafts.Without(weights, arriving)), .. Arrival(weights, arriving, arrival, ramp)];
        });
    }

    /// <summary>A class comes and goes at each target: absent for the first part of each period, present for the rest.</summary>
    /// <remarks>
    /// With two classes in the data, both are used, and a target sees only the more frequent one while the other is away.
    /// </remarks>
    /// <param name="data">The data set.</param>
    /// <param name="agents">How many: 2 to 1,000.</param>
    /// <param name="samples">Samples per agent.</param>
    /// <param name="period">The length of a period in samples: 2 to <paramref name="samples"/>.</param>
    /// <param name="duty">The share of a period in which the class is present; above 0 and below 1.</param>
    /// <param name="seed">Decides weights, the choice of classes, and later every draw.</param>
    /// <exception cref="WorkloadException">The data have fewer than two classes of 60 rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static Workload Fluctuation(IDataSet data, int agents, long samples, long period, double duty, long seed)
    {
        Require.Between(period, 2, samples);
        if (duty is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(duty), duty, "must lie above 0 and below 1");

        var absent = Math.Clamp((long)Math.Round(period * (1 - duty)), 1, period - 1);
        return Plan("fluctuation", data, agents, samples, seed, fewestClasses: 2, null, (_, weights, fluctuating) =>
        {
            var phases = new List<WorkloadPhase>();
            for (var start = 0L; start < samples; start += period)
            {
                phases.Add(new WorkloadPhase(start, Drafts.Without(weights, fluctuating)));
                if (start + absent < samples) phases.Add(new WorkloadPhase(start + absent, weights));
            }

            return phases;
        });
    }

    private delegate IReadOnlyList<WorkloadPhase> PlanTarget(int target, IReadOnlyDictionary<string, double> weights, string lacking);

    private static Workload Plan(
        string name, IDataSet data, int agents, long samples, long seed, int fewestClasses, string? arriving, PlanTarget planTarget)
    {
        Require.Between(agents, FewestAgents, 1_000);
        var random = SeededRandom.For(seed, StableHash.Of(name));
        var groups = ClassGroups.Choose(data, agents, fewestClasses, arriving, random);
        var planned = new List<WorkloadAgent>();
        var targets = 0;
        for (var i = 0; i < agents; i++)
        {
            var group = groups[i % groups.Count];
            var members = (agents - i % groups.Count + groups.Count - 1) / groups.Count;
            var place = i / groups.Count;
            var weights = Drafts.Weights(group.Classes, random);
            var isDonor = place >= members - Math.Max(1, (members + 1) / 3);
            planned.Add(new WorkloadAgent(Drafts.NameOf(i, agents), isDonor
                ? [new WorkloadPhase(0, weights)]
                : planTarget(targets++, weights, arriving ?? group.Introducible[place % group.Introducible.Count])));
        }

        return new Workload(name, data.Name, seed, samples, planned);
    }

    private static IEnumerable<WorkloadPhase> Arrival(IReadOnlyDictionary<string, double> weights, string arriving, long at, long ramp)
    {
        var steps = Math.Min(RampSteps, ramp);
        for (var step = 0; step < steps; step++)
        {
            var growing = new Dictionary<string, double>(weights) { [arriving] = weights[arriving] * (step + 1) / (steps + 1) };
            yield return new WorkloadPhase(at + step * ramp / steps, growing);
        }

        yield return new WorkloadPhase(at + ramp, weights);
    }
}
