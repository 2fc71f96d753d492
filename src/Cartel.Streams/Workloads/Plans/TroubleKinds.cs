using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Introductions in which agents are bad, or come and go.</summary>
internal static class TroubleKinds
{
    // What a simulation makes of parts that are lent; here it is a word alone.
    private static readonly string[] OfParts = ["liar", "stale", "sign-flip", "scale", "nan", "label-flip"];

    /// <summary>What may be wrong with a donor: its data, or the parts that it lends.</summary>
    public static IReadOnlyList<string> Faults { get; } = ["overfit", "aged", "poisoned", "mislabelled", "colluding", "backdoor", .. OfParts];

    /// <summary>An introduction whose donors, but for the honest ones, have something wrong with them.</summary>
    public static Workload BadDonor(WorkloadPlan plan, IDataSet data, long seed)
    {
        var workload = IntroductionKind.Make(plan, data, seed);
        var random = Drafts.Random(plan, seed);
        var faults = plan.Faults ?? Faults;
        var (honest, bad) = (plan.Honest ?? 1, random.Next(faults.Count));
        return workload with
        {
            Agents = [.. workload.Agents.Select(agent => IsTarget(agent) || honest-- > 0 ? agent : Bad(agent, faults[bad++ % faults.Count], seed, random))],
        };
    }

    /// <summary>An introduction in which agents lose the network, are switched on late, or leave for good.</summary>
    public static Workload Churn(WorkloadPlan plan, IDataSet data, long seed)
    {
        var workload = IntroductionKind.Make(plan, data, seed);
        var random = Drafts.Random(plan, seed);
        var (at, donor) = (Drafts.At(plan), 0);
        return workload with { Agents = [.. workload.Agents.Select(agent => IsTarget(agent) ? Away(agent) : Leaving(agent))] };

        WorkloadAgent Away(WorkloadAgent agent)
        {
            var from = at / 2 + random.Next((int)Math.Max(1, plan.Samples - at));
            return agent with { Offline = [new OfflineStretch(from, from + Math.Max(1, plan.Samples / 10))] };
        }

        // By turns: leaves when the targets change, starts half way to the change, loses the network around it.
        WorkloadAgent Leaving(WorkloadAgent agent) => (donor++ % 3) switch
        {
            0 => agent with { Samples = at },
            1 => agent with { StartsAfter = at / 2 },
            _ => agent with { Offline = [new OfflineStretch(at / 2, at + 1), new OfflineStretch(at + (at / 2), plan.Samples)] },
        };
    }

    private static bool IsTarget(WorkloadAgent agent) => agent.Phases.Count > 1;

    private static WorkloadAgent Bad(WorkloadAgent donor, string fault, long seed, SeededRandom random)
    {
        string[] classes = [.. donor.Phases[0].Prior.Keys.Order(StringComparer.Ordinal)];
        var agent = donor with { Fault = fault };
        return fault switch
        {
            // Knows three rows of each class by heart.
            "overfit" => agent with { RowsPerClass = 3 },

            // Its sensors are others: what it learned holds there alone.
            "aged" => agent with { Phases = [donor.Phases[0] with { Shift = new FeatureShift(seed + 1, 1.5) }] },

            // Two classes are called by each other's names; another pair at each bad donor.
            "poisoned" => Relabelled(agent, Shuffled(classes, random)[..2]),

            // Every class is called by another's name; by the same one at all that collude.
            "mislabelled" => Relabelled(agent, Shuffled(classes, random)),
            "colluding" => Relabelled(agent, classes),
            "backdoor" => agent with { Phases = [donor.Phases[0] with { Backdoor = new Backdoor(classes[random.Next(classes.Length)], 0.3, seed) }] },
            _ when OfParts.Contains(fault) => agent,
            _ => throw new WorkloadException("faults", $"there is no fault “{fault}”; faults are {string.Join(", ", Faults)}"),
        };
    }

    private static WorkloadAgent Relabelled(WorkloadAgent agent, string[] circle) => agent with
    {
        Phases = [agent.Phases[0] with { Relabel = circle.Select((name, i) => (name, Other: circle[(i + 1) % circle.Length])).ToDictionary(static pair => pair.name, static pair => pair.Other) }],
    };

    private static string[] Shuffled(string[] classes, SeededRandom random)
    {
        string[] copy = [.. classes];
        random.Shuffle<string>(copy);
        return copy;
    }
}
