using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>What a workload must keep to; each broken rule is an error that names the place.</summary>
internal static class WorkloadRules
{
    /// <summary>Checks what can be checked without the data.</summary>
    public static void Check(Workload workload)
    {
        Demand(!string.IsNullOrWhiteSpace(workload.Name), "name", "is empty");
        Demand(!string.IsNullOrWhiteSpace(workload.Data), "data", "is empty");
        Demand(workload.SamplesPerAgent > 0, "samplesPerAgent", $"is {workload.SamplesPerAgent} and must be above 0");
        Demand(workload.HeldOutShare is > 0 and < 1, "heldOutShare", $"is {workload.HeldOutShare} and must be above 0 and below 1");
        Demand(workload.Agents.Count > 0, "agents", "is empty");

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < workload.Agents.Count; i++)
        {
            var agent = workload.Agents[i];
            Demand(IsName(agent.Name), $"agents[{i}].name", $"“{agent.Name}” is not 1 to 63 of a–z, 0–9 and hyphen");
            Demand(names.Add(agent.Name), $"agents[{i}].name", $"“{agent.Name}” is taken by an agent before");
            CheckPhases(agent, $"agents[{i}]");
            CheckStream(agent, $"agents[{i}]");
        }
    }

    /// <summary>Checks that the data has every class that the workload names.</summary>
    public static void Check(Workload workload, FeatureSchema schema)
    {
        Check(workload);
        for (var i = 0; i < workload.Agents.Count; i++)
        {
            for (var j = 0; j < workload.Agents[i].Phases.Count; j++)
            {
                var unknown = workload.Agents[i].Phases[j].Prior.Keys.FirstOrDefault(name => schema.IndexOfClass(name) < 0);
                Demand(
                    unknown is null,
                    $"agents[{i}].phases[{j}].prior",
                    $"the data has no class “{unknown}”; its classes are {string.Join(", ", schema.Classes)}");
                var relabel = workload.Agents[i].Phases[j].Relabel ?? new Dictionary<string, string>();
                var foreign = relabel.Keys.Concat(relabel.Values).FirstOrDefault(name => schema.IndexOfClass(name) < 0);
                Demand(foreign is null, $"agents[{i}].phases[{j}].relabel", $"the data has no class “{foreign}”");
                var backdoor = workload.Agents[i].Phases[j].Backdoor;
                Demand(
                    backdoor is null || schema.IndexOfClass(backdoor.Class) >= 0,
                    $"agents[{i}].phases[{j}].backdoor",
                    $"the data has no class “{backdoor?.Class}”");
            }
        }
    }

    private static void CheckPhases(WorkloadAgent agent, string place)
    {
        Demand(agent.Phases.Count > 0, $"{place}.phases", $"is empty: {agent.Name} would get no data");
        for (var i = 0; i < agent.Phases.Count; i++)
        {
            var phase = agent.Phases[i];
            var here = $"{place}.phases[{i}]";
            if (i == 0) Demand(phase.FromSample == 0, $"{here}.fromSample", $"is {phase.FromSample}; the first phase begins at 0");
            else Demand(
                phase.FromSample > agent.Phases[i - 1].FromSample,
                $"{here}.fromSample",
                $"is {phase.FromSample}, not after the {agent.Phases[i - 1].FromSample} of the phase before");

            Demand(phase.Prior.Count > 0, $"{here}.prior", $"is empty: {agent.Name} would get no data");
            foreach (var (name, weight) in phase.Prior)
                Demand(double.IsFinite(weight) && weight > 0, $"{here}.prior.{name}", $"is {weight}; a weight is finite and above 0");
        }
    }

    private static void CheckStream(WorkloadAgent agent, string place)
    {
        Demand(agent.Samples is null or > 0, $"{place}.samples", $"is {agent.Samples} and must be above 0");
        Demand(agent.Period is null or > 0, $"{place}.period", $"is {agent.Period} and must be above 0");
        Demand(agent.StartsAfter is null or >= 0, $"{place}.startsAfter", $"is {agent.StartsAfter} and must be at least 0");
        Demand(agent.RowsPerClass is null or > 0, $"{place}.rowsPerClass", $"is {agent.RowsPerClass} and must be above 0");
        Demand(
            agent.LabelDelay is null or >= 0 and <= DelayedLabels.LongestDelay,
            $"{place}.labelDelay",
            $"is {agent.LabelDelay} and must lie between 0 and {DelayedLabels.LongestDelay}");
        foreach (var stretch in agent.Offline ?? [])
            Demand(stretch.From >= 0 && stretch.To > stretch.From, $"{place}.offline", $"from {stretch.From} to {stretch.To} is no stretch of samples");
        foreach (var backdoor in agent.Phases.Select(static phase => phase.Backdoor).OfType<Backdoor>())
            Demand(backdoor.Share is > 0 and <= 1, $"{place}.phases.backdoor.share", $"is {backdoor.Share} and must be above 0 and at most 1");
        foreach (var shift in agent.Phases.Select(static phase => phase.Shift).OfType<FeatureShift>())
        {
            Demand(shift.Share is > 0 and <= 1, $"{place}.phases.shift.share", $"is {shift.Share} and must be above 0 and at most 1");
            Demand(double.IsFinite(shift.Deviations) && shift.Deviations > 0, $"{place}.phases.shift.deviations", $"is {shift.Deviations} and must be finite and above 0");
        }
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and < 64 && text.All(static c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    private static void Demand(bool holds, string place, string reason)
    {
        if (!holds) throw new WorkloadException(place, reason);
    }
}
