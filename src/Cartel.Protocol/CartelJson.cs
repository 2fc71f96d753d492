using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartel.Protocol;

/// <summary>The JSON of the protocol: camelCase, enums as kebab-case words, unknown members ignored, the same member twice refused, nulls left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 16,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false,
    Converters = [
        typeof(KebabCase<Learning.FeatureKind>), typeof(KebabCase<AgentLiveness>), typeof(KebabCase<TransferState>), typeof(KebabCase<TriggerKind>),
        typeof(KebabCase<Role>)])]
[JsonSerializable(typeof(TaskManifest))]
[JsonSerializable(typeof(Page<TaskManifest>))]
[JsonSerializable(typeof(AgentRegistration))]
[JsonSerializable(typeof(AgentStatus))]
[JsonSerializable(typeof(LeaseGrant))]
[JsonSerializable(typeof(AgentVitals))]
[JsonSerializable(typeof(AgentView))]
[JsonSerializable(typeof(Page<AgentView>))]
[JsonSerializable(typeof(AgentHistory))]
[JsonSerializable(typeof(AgentProfile))]
[JsonSerializable(typeof(ProfileReceipt))]
[JsonSerializable(typeof(NeighbourList))]
[JsonSerializable(typeof(ClusterList))]
[JsonSerializable(typeof(IncidentList))]
[JsonSerializable(typeof(FleetSummary))]
[JsonSerializable(typeof(SignalList))]
[JsonSerializable(typeof(DivergenceMatrix))]
[JsonSerializable(typeof(TransferTimeline))]
[JsonSerializable(typeof(CallerView))]
[JsonSerializable(typeof(SystemView))]
[JsonSerializable(typeof(TransferRequest))]
[JsonSerializable(typeof(Transfer))]
[JsonSerializable(typeof(Page<Transfer>))]
[JsonSerializable(typeof(TransferMove))]
[JsonSerializable(typeof(PartChoice))]
[JsonSerializable(typeof(TransferReceipt))]
[JsonSerializable(typeof(Inbox))]
[JsonSerializable(typeof(ZooEntry))]
[JsonSerializable(typeof(Page<ZooEntry>))]
[JsonSerializable(typeof(RecallOrder))]
[JsonSerializable(typeof(RecallReceipt))]
[JsonSerializable(typeof(CartelEvent))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(AgentSignal))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(EnrollmentRequest))]
[JsonSerializable(typeof(EnrollmentReceipt))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(IdentityView))]
[JsonSerializable(typeof(Page<IdentityView>))]
[JsonSerializable(typeof(EnrollmentTokenOrder))]
[JsonSerializable(typeof(EnrollmentTokenView))]
[JsonSerializable(typeof(Page<EnrollmentTokenView>))]
[JsonSerializable(typeof(ApiTokenOrder))]
[JsonSerializable(typeof(ApiTokenView))]
[JsonSerializable(typeof(Page<ApiTokenView>))]
[JsonSerializable(typeof(Page<AuditEntry>))]
public sealed partial class CartelJson : JsonSerializerContext;

/// <summary>An enum as words: <c>RolledBack</c> is <c>rolled-back</c>; numbers are refused.</summary>
public sealed class KebabCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
