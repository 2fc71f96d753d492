using System.Text.Json.Serialization;

namespace Cartel.Simulation;

/// <summary>What every strategy made of one workload with one seed.</summary>
/// <param name="Workload">The plan's name.</param>
/// <param name="Data">The data set, as it was opened.</param>
/// <param name="Learner">The learner, with its settings.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Strategies">In the order in which they were asked for; the reference first, if it was not.</param>
public sealed record JobResult(string Workload, string Data, string Learner, long Seed, IReadOnlyList<StrategyOutcome> Strategies)
{
    /// <summary>A strategy's outcome; null if it did not run.</summary>
    public StrategyOutcome? Find(string strategy) => Strategies.FirstOrDefault(outcome => outcome.Strategy == strategy);
}

/// <summary>What one strategy made of one workload with one seed. Accuracies are means over honest devices.</summary>
/// <param name="Strategy">Its name, with its settings.</param>
/// <param name="Recoveries">One for each change at an honest device.</param>
/// <param name="MeanAccuracy">Prequential: each device's share of samples predicted right before they were learned.</param>
/// <param name="FinalAccuracy">Held-out, at the end, each on its own distribution.</param>
/// <param name="Bytes">What crossed the network.</param>
/// <param name="ModelBytes">Of the model that serves, at the end, mean over devices.</param>
/// <param name="TrainSeconds">At the hub or, as the mean over devices, there: where it takes longer.</param>
/// <param name="Curve">Over time.</param>
/// <param name="Marks">Changes, and what the journal has, of the first devices.</param>
public sealed record StrategyOutcome(
    string Strategy,
    IReadOnlyList<Recovery> Recoveries,
    double MeanAccuracy,
    double FinalAccuracy,
    ByteFigures Bytes,
    double ModelBytes,
    double TrainSeconds,
    IReadOnlyList<CurvePoint> Curve,
    IReadOnlyList<Mark> Marks);

/// <summary>One change at one device.</summary>
/// <param name="Device">Where.</param>
/// <param name="Change">The first sample of the new distribution.</param>
/// <param name="Samples">Samples to recover; null: never.</param>
/// <param name="Regret">Area between the reference's curve and its own, in samples.</param>
/// <param name="Observed">Samples from the change to the end of its distribution.</param>
public sealed record Recovery(int Device, long Change, long? Samples, double Regret, long Observed);

/// <summary>Bytes by kind.</summary>
public sealed record ByteFigures(double Total, double Metadata, double Parts, double Models, double Raw, double Protocol)
{
    internal static ByteFigures Of(ByteMeter meter) => new(
        meter.Total, meter[MessageKind.Metadata], meter[MessageKind.Parts], meter[MessageKind.Models], meter[MessageKind.Raw], meter[MessageKind.Protocol]);
}

/// <summary>A moment of a run.</summary>
/// <param name="Sample">The first device's samples until then.</param>
/// <param name="Accuracy">Held-out, mean over honest devices.</param>
/// <param name="Bytes">Everything that crossed the network until then.</param>
public sealed record CurvePoint(long Sample, double Accuracy, long Bytes);

/// <summary>Something that happened.</summary>
public sealed record Mark(int Device, long Sample, string Kind);

/// <summary>The JSON of finished jobs.</summary>
[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(JobResult))]
internal sealed partial class JobJson : JsonSerializerContext;
