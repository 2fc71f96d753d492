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
    /// <summary>The version of ONNX' operators that models are written in.</summary>
    public const int Opset = 13;

    // Of the operators for classical models.
    private const int ClassicalOpset = 1;

    // The form of the file that goes with that opset.
    private const int FormatVersion = 7;

    /// <summary>Writes a model.</summary>
    /// <param name="learner">What decides.</param>
    /// <param name="encoder">What makes features of columns.</param>
    /// <param name="card">What the model says of itself.</param>
    /// <exception cref="OnnxException">There is no ONNX form of such a learner, or it would be too large.</exception>
    public static byte[] Write(IOnlineLearner learner, OneHotEncoder encoder, ModelCard card)
    {
        if (learner is not IExplicitLearner explicitLearner) throw new OnnxException($"there is no ONNX form of a learner “{learner.Kind}”");

        var schema = learner.Schema;
        var graph = new GraphBuilder { Graph = { Name = card.Task } };
        var row = graph.Take("row", DataType.Float, "rows", $"{schema.Features.Count}");
        var verdict = FormulaGraph.Add(graph, explicitLearner.Formula(), schema, EncoderGraph.Add(graph, encoder, row));
        graph.Yield(verdict.Label, "label", DataType.Int64, "rows");
        graph.Yield(graph.Cast(verdict.Scores, DataType.Float), "scores", DataType.Float, "rows", $"{schema.Classes.Count}");
        return new ModelProto
        {
            IrVersion = FormatVersion,
            ProducerName = "cartel",
            ProducerVersion = typeof(OnnxExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            Domain = "cartel",
            ModelVersion = learner.SamplesLearned,
            Graph = graph.Graph,
            OpsetImport = { new OperatorSetIdProto { Version = Opset }, new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = ClassicalOpset } },
            MetadataProps = { Properties(learner, card).Select(static property => new StringStringEntryProto { Key = property.Key, Value = property.Value }) },
        }.ToByteArray();
    }

    private static IEnumerable<(string Key, string Value)> Properties(IOnlineLearner learner, ModelCard card)
    {
        yield return ("task", card.Task);
        if (card.Agent is not null) yield return ("agent", card.Agent);
        yield return ("learner", learner.Kind);
        yield return ("version", learner.SamplesLearned.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return ("classes", Json(learner.Schema.Classes));
        yield return ("columns", Json(learner.Schema.Features.Select(static feature => feature.Name)));
        yield return ("schema", learner.Schema.Hash);
        yield return ("lineage", Json(card.Lineage));
    }

    private static string Json(IEnumerable<string> names) => $"[{string.Join(',', names.Select(static name => $"\"{JsonEncodedText.Encode(name)}\""))}]";
}
