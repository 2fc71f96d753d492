using System.Text.Json;
using System.Text.Json.Serialization;
using Cartel.Simulation;

namespace Cartel.Cli;

/// <summary>The JSON of results: camelCase, indented, null where a thing never happened.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(LearnResult))]
[JsonSerializable(typeof(DemoResult))]
[JsonSerializable(typeof(CalibrateResult))]
[JsonSerializable(typeof(EvaluationResult))]
[JsonSerializable(typeof(LoadResult))]
[JsonSerializable(typeof(PublishResult))]
[JsonSerializable(typeof(ExportResult))]
[JsonSerializable(typeof(ImportResult))]
internal sealed partial class CliJson : JsonSerializerContext;
