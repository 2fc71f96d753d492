using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartel.Streams;

/// <summary>A recipe for workloads: with a data set and a seed it becomes one. The form of the files in <c>models/workloads</c>.</summary>
/// <remarks>Which kind takes which of the parameters is said by <see cref="WorkloadKinds"/>; one that it does not take is an error.</remarks>
/// <param name="Name">What to call it, in results and on the command line.</param>
/// <param name="Description">What happens and what it shows, in a sentence or two.</param>
/// <param name="Kind">One of <see cref="WorkloadKinds.Names"/>.</param>
/// <param name="Data">The data sets that it runs on unless told otherwise, as <see cref="DataSets.Open"/> takes them.</param>
/// <param name="Agents">How many.</param>
/// <param name="Samples">Samples per agent.</param>
public sealed record WorkloadPlan(string Name, string Description, string Kind, IReadOnlyList<string> Data, int Agents, long Samples)
{
    /// <summary>The sample of the first change.</summary>
    public long? At { get; init; }

    /// <summary>Over how many samples a change grows to its full size.</summary>
    public long? Ramp { get; init; }

    /// <summary>By how many samples each further target is later.</summary>
    public long? Lag { get; init; }

    /// <summary>The share of the new class once it is there in full; above 0, below 1.</summary>
    public double? Share { get; init; }

    /// <summary>What the donors know of the targets' other classes: <c>all</c> or <c>half</c> of them.</summary>
    public string? Sharing { get; init; }

    /// <summary>The class that arrives; by default one of the data's, by seed.</summary>
    [JsonPropertyName("class")]
    public string? ArrivingClass { get; init; }

    /// <summary>The length of a period, in samples.</summary>
    public long? Period { get; init; }

    /// <summary>The share of a period in which the class is present.</summary>
    public double? Duty { get; init; }

    /// <summary>How far features move, in standard deviations.</summary>
    public double? Deviations { get; init; }

    /// <summary>How many times fewer samples the poor agents have.</summary>
    public int? Skew { get; init; }

    /// <summary>What is wrong with the bad donors, by turns.</summary>
    public IReadOnlyList<string>? Faults { get; init; }

    /// <summary>How many donors are honest.</summary>
    public int? Honest { get; init; }

    /// <summary>How many samples late labels arrive.</summary>
    public int? Delay { get; init; }

    /// <summary>How many of the classes an agent meets.</summary>
    public int? Known { get; init; }

    /// <summary>The column that says whose row it is.</summary>
    public string? Partition { get; init; }

    /// <summary>Whether an evaluation also tries other ways of choosing neighbours here, without being told.</summary>
    public bool? Peers { get; init; }

    /// <summary>The data sets of a quick evaluation; null: the first alone.</summary>
    public IReadOnlyList<string>? Quick { get; init; }

    /// <summary>The concrete workload of a file that is one; null for a recipe.</summary>
    [JsonIgnore]
    public Workload? Fixed { get; init; }

    [JsonIgnore]
    internal PlanText? Origin { get; init; }

    /// <summary>Reads a recipe, or a concrete <see cref="Workload"/>, which then runs as it is, with any seed.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Its name in errors.</param>
    /// <exception cref="WorkloadException">It is no JSON, has an unknown key, lacks one, or breaks a rule; the message names the line.</exception>
    public static WorkloadPlan FromJson(string json, string file)
    {
        var origin = new PlanText(json, file);
        return origin.Locate(() =>
        {
            if (origin.IsConcrete)
            {
                var workload = Workload.FromJson(json);
                return new WorkloadPlan(workload.Name, "", "concrete", [workload.Data], workload.Agents.Count, workload.SamplesPerAgent)
                {
                    Fixed = workload,
                    Origin = origin,
                };
            }

            var plan = JsonSerializer.Deserialize(json, WorkloadJson.Default.WorkloadPlan) ?? throw new WorkloadException("$", "is null");
            WorkloadKinds.Check(plan);
            return plan with { Origin = origin };
        });
    }

    /// <summary>The plan as JSON, indented.</summary>
    public string ToJson() => Fixed?.ToJson() ?? JsonSerializer.Serialize(this, WorkloadJson.Default.WorkloadPlan);

    /// <summary>The workload for a data set and a seed.</summary>
    /// <param name="data">For a plan with a <see cref="Partition"/> a <see cref="PartitionedDataSet"/>.</param>
    /// <param name="seed">Decides classes, weights, the deal of rows, every draw.</param>
    /// <exception cref="WorkloadException">The data cannot serve it; the message names the line.</exception>
    public Workload Make(IDataSet data, long seed)
    {
        return Origin is null ? Planned() : Origin.Locate(Planned);

        Workload Planned()
        {
            var workload = Fixed is null ? WorkloadKinds.Make(this, data, seed) : Fixed with { Seed = seed };
            _ = WorkloadSource.OpenAll(data, workload); // says who would be left without rows
            return workload;
        }
    }

    /// <summary>The data set as this plan's workloads take it: without the column that says whose row it is.</summary>
    /// <exception cref="WorkloadException">The data have no such column.</exception>
    public IDataSet Prepare(IDataSet data)
    {
        var column = Fixed?.PartitionColumn ?? Partition;
        return column is null ? data : Origin is null ? Divided() : Origin.Locate<IDataSet>(Divided);

        PartitionedDataSet Divided() => new(data, column);
    }
}
