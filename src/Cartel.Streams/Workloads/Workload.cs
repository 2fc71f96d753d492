using System.Text.Json;

namespace Cartel.Streams;

/// <summary>How one data set is dealt to agents: who sees which class, how often, and when.</summary>
/// <param name="Name">What to call it, such as <c>introduction</c>.</param>
/// <param name="Data">The data set, as <see cref="DataSets.Open"/> takes it.</param>
/// <param name="Seed">Decides every draw: same workload, same data, same samples on every machine.</param>
/// <param name="SamplesPerAgent">How many samples each agent gets; above 0.</param>
/// <param name="Agents">At least one.</param>
/// <param name="HeldOutShare">The share of each class's rows that nobody is ever given, to test on; above 0 and below 1.</param>
/// <param name="PartitionColumn">A column that says whose row it is, and is no feature (<see cref="PartitionedDataSet"/>); null: none.</param>
public sealed record Workload(
    string Name,
    string Data,
    long Seed,
    long SamplesPerAgent,
    IReadOnlyList<WorkloadAgent> Agents,
    double HeldOutShare = 0.2,
    string? PartitionColumn = null)
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
            throw new WorkloadException(JsonMistake.Place(error), JsonMistake.Reason(error), error);
        }
    }

    /// <summary>The workload as JSON, indented.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, WorkloadJson.Default.Workload);
}
