using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartel.Streams;

/// <summary>The JSON of workloads: camelCase; an unknown, missing or repeated key is an error.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    WriteIndented = true,
    MaxDepth = 16,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Workload))]
[JsonSerializable(typeof(WorkloadPlan))]
internal sealed partial class WorkloadJson : JsonSerializerContext;
