using System.Diagnostics;
using Cartel.Collaboration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cartel.Agent;

/// <summary>The spans of an agent's transfers: one trace from the drift to the receipt, also through the registry and the donor.</summary>
/// <remarks>The trace's id is kept with the request in the checkpoint, so that it outlasts a crash. Where nobody listens nothing is made.</remarks>
internal static class AgentTraces
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "Cartel.Agent";

    private const string DriftName = "cartel.drift";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Sends the spans, and those of the agent's requests within them, to a collector, where the settings name one; dispose it at the end.</summary>
    public static TracerProvider? Export(AgentSettings settings) => settings.Otlp is not { } collector ? null : Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("cartel-agent", serviceVersion: AgentVersion.Text, serviceInstanceId: settings.Name))
        // What belongs to no transfer is not traced: an agent asks for its inbox all day.
        .SetSampler(new ParentBasedSampler(new OnlyTransfers()))
        .AddSource(SourceName, "System.Net.Http")
        .AddOtlpExporter(exporter => (exporter.Protocol, exporter.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(collector, "/v1/traces")))
        .Build();

    /// <summary>The root: what the agent's monitor saw.</summary>
    public static Activity? Drift(string agent, HelpTrigger trigger)
    {
        var drift = Source.StartActivity(DriftName, ActivityKind.Internal, parentContext: default);
        return drift?.SetTag("cartel.agent", agent).SetTag("cartel.trigger", trigger.Novel ? "novelty" : "drift")
            .SetTag("cartel.sample", trigger.Sample).SetTag("cartel.classes", trigger.Needs.Count);
    }

    /// <summary>A step of a transfer that one call makes; dispose it at the end of that.</summary>
    /// <param name="name">Such as <c>fetch</c>.</param>
    /// <param name="traceParent">The transfer's trace; null: there is none, and nothing is made.</param>
    /// <param name="agent">Who makes it.</param>
    /// <param name="kind">Whether another agent asked for it.</param>
    public static Activity? Step(string name, string? traceParent, string agent, ActivityKind kind = ActivityKind.Internal) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? Source.StartActivity($"cartel.{name}", kind, parent)?.SetTag("cartel.agent", agent)
            : null;

    /// <summary>The same of a step that lasts for many samples: it is nobody's surroundings, and is stopped when it is over.</summary>
    public static Activity? Begin(string name, string? traceParent, string agent)
    {
        var surroundings = Activity.Current;
        var step = Step(name, traceParent, agent);
        Activity.Current = surroundings;
        return step;
    }

    private sealed class OnlyTransfers : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            new(samplingParameters.Name == DriftName ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }
}
