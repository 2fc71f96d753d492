using Cartel.Learning;
using Cartel.Onnx.Format;

namespace Cartel.Onnx;

/// <summary>From encoded columns to what a learner behind a feature extractor sees, as <see cref="ExtractingEncoder"/> does it.</summary>
/// <remarks>The extractor's own graph is copied, graphs within it included.</remarks>
internal sealed class ExtractorGraph
{
    // No name of ours has a slash.
    private static readonly NamePrefix Prefix = new("extractor/");

    private readonly TaskExtractor _extractor;
    private readonly GraphProto _graph;

    /// <exception cref="OnnxException">It cannot be in one model with a learner.</exception>
    public ExtractorGraph(TaskExtractor extractor)
    {
        var model = ModelProto.Parser.ParseFrom(extractor.Model.Bytes);
        if (model.Functions.Count > 0) throw new OnnxException($"the feature extractor has functions of its own, such as “{model.Functions[0].Name}”: export it with their bodies in place");

        (_extractor, _graph, Versions) = (extractor, model.Graph, ModelVersions.Behind(model));
        Prefix.AddTo(_graph);
    }

    /// <summary>What the model must be written in.</summary>
    public ModelVersions Versions { get; }

    /// <summary>Adds it, once.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="columns">The task's.</param>
    /// <param name="encoded">Float, rows × encoded columns.</param>
    /// <returns>Float, rows × features: the columns that it does not look at, then its embedding.</returns>
    public string Add(GraphBuilder graph, FeatureSchema columns, string encoded)
    {
        var (places, at) = (new long[columns.Features.Count], 0L);
        for (var i = 0; i < places.Length; at += columns.Features[i++].EncodedLength) places[i] = at;
        long[] inputs = [.. _extractor.Columns.Select(column => places[column])];
        long[] others = [.. Enumerable.Range(0, (int)at).Select(static place => (long)place).Except(inputs)];

        var rows = graph.Gather(encoded, graph.Constant(inputs, inputs.Length), axis: 1);
        // A length of 0 is that of the input: as many rows as there are.
        var shape = _extractor.Model.InputShape;
        if (shape.Count > 1) rows = graph.Add("Reshape", rows, graph.Constant([0, .. shape], shape.Count + 1));
        graph.Call(rows, Prefix.With(_extractor.Model.Input));
        graph.Copy(_graph);

        var embedding = Finite(graph, Prefix.With(_extractor.Model.Output));
        return others.Length == 0 ? embedding : graph.Add("Concat", [GraphBuilder.Attribute("axis", 1)], graph.Gather(encoded, graph.Constant(others, others.Length), axis: 1), embedding);
    }

    // NaN is not at most anything.
    private static string Finite(GraphBuilder graph, string embedding) =>
        graph.Add("Where", graph.Add("LessOrEqual", graph.Add("Abs", embedding), graph.Constant([float.MaxValue])), embedding, graph.Constant([0f]));
}
