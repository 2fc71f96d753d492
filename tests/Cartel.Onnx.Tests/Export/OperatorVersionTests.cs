using Cartel.Learning;
using Cartel.Onnx.Format;

namespace Cartel.Onnx.Tests;

/// <summary>An export is written in whatever version of the operators its extractor needs: its own operators must mean the same in all of them.</summary>
public sealed class OperatorVersionTests
{
    /// <summary>Compared by ONNX' own docs/Changelog.md, from opset 13 to 21: what they say of the tensors, inputs and attributes that exports give them is the same.</summary>
    /// <remarks>
    /// Later versions of Add, Cast, Div, Equal, Identity, LessOrEqual, Mul, Relu, Scan, Squeeze, Sub, Transpose, Unsqueeze and Where take further types; IsNaN of 20 and Shape, Reshape and Pad have inputs
    /// and attributes more, whose defaults are what was. Not so ReduceMax, whose axes became an input with opset 18: exports do without.
    /// </remarks>
    private static readonly string[] Compared =
    [
        "Abs", "Add", "ArgMax", "Cast", "Clip", "Concat", "Div", "Equal", "Exp", "Expand", "Floor", "Gather", "GatherElements", "Greater", "Identity", "IsNaN", "LessOrEqual", "MatMul", "Max", "Min",
        "Mul", "Neg", "Pad", "Reciprocal", "ReduceSum", "Relu", "Reshape", "Scan", "Shape", "Softmax", "Squeeze", "Sub", "Transpose", "Unsqueeze", "Where",
    ];

    // Of the operators for classical models, by docs/Changelog-ml.md: that of version 3 takes doubles, too; that of 5 is deprecated.
    private static readonly string[] ComparedClassical = ["TreeEnsembleRegressor"];

    [Test]
    public void Exports_use_no_operator_that_was_not_compared()
    {
        var used = OnlineLearner.Kinds.Where(static kind => kind != "linear").Append(ExportedScoresTests.EagerAdaptiveTree)
            .SelectMany(static kind => (IEnumerable<NodeProto>)[.. NodesOf(kind, samples: 0), .. NodesOf(kind, samples: 800)])
            .Where(static node => !node.Output[0].StartsWith("extractor/", StringComparison.Ordinal))
            .ToLookup(static node => node.Domain, static node => node.OpType);

        Assert.That(used[""].Distinct(), Is.EquivalentTo(Compared));
        Assert.That(used["ai.onnx.ml"].Distinct(), Is.EqualTo(ComparedClassical));
    }

    // With classes that nobody knows, whose scores are filled in.
    private static IEnumerable<NodeProto> NodesOf(string kind, int samples)
    {
        var (learner, encoder) = Mixture.Learned(kind, 2, samples, classes: 3);
        var behind = OnlineLearner.Create(kind, TrickyExtractor.Behind);
        return new[] { OnnxExport.Write(learner, encoder, new ModelCard("test", null, [])), OnnxExport.Write(behind, encoder, new ModelCard("test", null, []), TrickyExtractor.Of(TrickyExtractor.Write(13))) }
            .SelectMany(static model => NodesOf(ModelProto.Parser.ParseFrom(model).Graph));
    }

    private static IEnumerable<NodeProto> NodesOf(GraphProto graph) =>
        graph.Node.Concat(graph.Node.SelectMany(static node => node.Attribute).Where(static attribute => attribute.G is not null).SelectMany(static attribute => NodesOf(attribute.G)));
}
