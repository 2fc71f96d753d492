using System.Reflection;
using System.Text.Json;
using Cartel.Learning;
using Cartel.Onnx.Format;
using Google.Protobuf;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx;

/// <summary>What a model says of itself beside what it computes.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Agent">The agent whose model it is; null where nobody says.</param>
/// <param name="Lineage">The borrowed parts in it, such as <c>class:2 from valve-1</c>; empty: none.</param>
public sealed record ModelCard(string Task, string? Agent, IReadOnlyList<string> Lineage);

/// <summary>Writes a learner with its encoder as an ONNX model that any runtime can run.</summary>
/// <remarks>
/// <para>Input <c>row</c>: float, rows × columns of the task, as <see cref="Sample.Values"/> has them: numbers in their own unit, NaN where
/// missing; of nominal columns the index of the category, −1 or NaN where missing or not in the schema. Infinite values,
/// which a learner refuses, give what floating-point arithmetic makes of them.</para>
/// <para>Output <c>label</c>: int64, one per row, the index of the class that <see cref="IOnlineLearner.Predict"/> gives: of equal scores
/// the first class, −1 where no class is known. Output <c>scores</c>: float, rows × classes, what <see cref="IOnlineLearner.Score"/> gives:
/// 0 for unknown classes.</para>
/// <para>The model is a copy: what the learner learns later is not in it.</para>
/// </remarks>
public static class OnnxExport
{
    /// <summary>Writes a model.</summary>
    /// <param name="learner">What decides.</param>
    /// <param name="encoder">What makes features of columns.</param>
    /// <param name="card">What the model says of itself.</param>
    /// <param name="extractor">What stands between the two, and is in the model with them; null: nothing.</param>
    /// <exception cref="OnnxException">There is no ONNX form of such a learner, it would be too large, or its extractor cannot be in one model with it.</exception>
    public static byte[] Write(IOnlineLearner learner, OneHotEncoder encoder, ModelCard card, TaskExtractor? extractor = null)
    {
        if (learner is not IExplicitLearner explicitLearner) throw new OnnxException($"there is no ONNX form of a learner “{learner.Kind}”");

        var (schema, columns, network) = (learner.Schema, encoder.Schema, extractor is null ? null : new ExtractorGraph(extractor));
        var versions = network?.Versions ?? ModelVersions.OfLearners;
        var graph = new GraphBuilder { Graph = { Name = card.Task } };
        var encoded = EncoderGraph.Add(graph, encoder, graph.Take("row", DataType.Float, "rows", $"{columns.Features.Count}"));
        var verdict = FormulaGraph.Add(graph, explicitLearner.Formula(), schema, network?.Add(graph, columns, encoded) ?? encoded);
        graph.Yield(verdict.Label, "label", DataType.Int64, "rows");
        graph.Yield(graph.Cast(verdict.Scores, DataType.Float), "scores", DataType.Float, "rows", $"{schema.Classes.Count}");
        return new ModelProto
        {
            IrVersion = versions.Format,
            ProducerName = "cartel",
            ProducerVersion = typeof(OnnxExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            Domain = "cartel",
            ModelVersion = learner.SamplesLearned,
            Graph = graph.Graph,
            OpsetImport = { new OperatorSetIdProto { Version = versions.Opset }, new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = versions.ClassicalOpset } },
            MetadataProps = { Properties(learner, columns, card, extractor).Select(static property => new StringStringEntryProto { Key = property.Key, Value = property.Value }) },
        }.ToByteArray();
    }

    private static IEnumerable<(string Key, string Value)> Properties(IOnlineLearner learner, FeatureSchema columns, ModelCard card, TaskExtractor? extractor)
    {
        yield return ("task", card.Task);
        if (card.Agent is not null) yield return ("agent", card.Agent);
        yield return ("learner", learner.Kind);
        yield return ("version", learner.SamplesLearned.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return ("classes", Json(learner.Schema.Classes));
        yield return ("columns", Json(columns.Features.Select(static feature => feature.Name)));
        yield return ("schema", learner.Schema.Hash);
        yield return ("lineage", Json(card.Lineage));
        if (extractor is null) yield break;

        yield return ("extractor", extractor.Name);
        yield return ("extractor_sha256", extractor.Model.Sha256);
    }

    private static string Json(IEnumerable<string> names) => $"[{string.Join(',', names.Select(static name => $"\"{JsonEncodedText.Encode(name)}\""))}]";
}
