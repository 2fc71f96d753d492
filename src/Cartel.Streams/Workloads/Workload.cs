using System.Text.Json;

namespace Cartel.Streams;

/// <summary>How one data set is dealt to agents: who sees which class, how often, and when.</summary>
/// <param name="Name">What to call it, such as <c>introduction</c>.</param>
/// <param name="Data">The data set, as <see cref="DataSets.Open"/> takes it.</param>
/// <param name="Seed">Decides every draw: same workload, same data, same samples on every machine.</param>
/// <param name="SamplesPerAgent">How many samples each agent gets; above 0.</param>
/// <param name="Agents">At least one.</param>
/// <param name="HeldOutShare">The share of each class's rows that nobody is ever given, to test on; above 0 and below 1.</param>
public sealed record Workload(
    string Name, string Data, long Seed, long SamplesPerAgent, IReadOnlyList<WorkloadAgent> Agents, double HeldOutShare = 0.2)
{
    /// <summary>Reads a workload and checks it, except for what only the data can tell.</summary>
    /// <exception cref="WorkloadException">
    /// It is no JSON, has an unknown key, lacks one, or breaks a rule; the message names the place.
    /// </exception>
    public static Workload FromJson(string json)
    {
        try
        {
            var workload = JsonSerializer.Deserialize(json, WorkloadJson.Default.Workload)
                ?? throw new WorkloadException("$", "is null");
            WorkloadRules.Check(workload);
            return workload;
        }
        catch (JsonException error)
        {
            throw new WorkloadException(error.Path ?? $"line {error.LineNumber + 1}", error.Message, error);
        }
    }

    /// <summary>The workload as JSON, indented.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, WorkloadJson.Default.Workload);
}

/// <summary>One agent of a workload.</summary>
/// <param name="Name">1 to 63 of a–z, 0–9 and hyphen; unique.</param>
/// <param name="Phases">At least one; the first from sample 0, each later than the one before.</param>
public sealed record WorkloadAgent(string Name, IReadOnlyList<WorkloadPhase> Phases);

/// <summary>A stretch of an agent's stream in which its classes keep their shares.</summary>
/// <param name="FromSample">The first sample of the phase; 0 for the first one. The phase ends where the next begins.</param>
/// <param name="Prior">The weight of each class that occurs, by name: finite and above 0; shares are weights over their sum.</param>
public sealed record WorkloadPhase(long FromSample, IReadOnlyDictionary<string, double> Prior);
