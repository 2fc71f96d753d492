using System.Text.Json;
using System.Text.Json.Serialization;
using Cartel.Collaboration;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>The JSON of the agent's own files.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabCase<TransferState>), typeof(KebabCase<TriggerKind>), typeof(KebabCase<Verdict>), typeof(KebabCase<AgentPhase>), typeof(KebabCase<Economy>)])]
[JsonSerializable(typeof(TransferRecord))]
[JsonSerializable(typeof(OutboxItem))]
[JsonSerializable(typeof(AgentReport))]
[JsonSerializable(typeof(Finding[]))]
[JsonSerializable(typeof(LiveStatus))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(LocalProblem))]
public sealed partial class AgentJson : JsonSerializerContext;
