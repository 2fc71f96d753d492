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

    private static bool IsName(string text) =>
        text.Length is > 0 and < 64 && text.All(static c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    private static void Demand(bool holds, string place, string reason)
    {
        if (!holds) throw new WorkloadException(place, reason);
    }
}
