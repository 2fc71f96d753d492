namespace Cartel.Onnx;

/// <summary>The feature extractor that a learner stands behind.</summary>
/// <param name="Name">Its name in the task.</param>
/// <param name="Model">What it computes.</param>
/// <param name="Columns">The columns that it looks at, by their index, in its order; none of them nominal.</param>
public sealed record TaskExtractor(string Name, ExtractorModel Model, IReadOnlyList<int> Columns);
