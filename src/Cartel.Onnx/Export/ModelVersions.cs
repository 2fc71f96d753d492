using Cartel.Onnx.Format;

namespace Cartel.Onnx;

/// <summary>The versions that a model is written in: there is one of each for all of its graph.</summary>
/// <param name="Format">Of the file's form (IR version).</param>
/// <param name="Opset">Of ONNX' own operators.</param>
/// <param name="ClassicalOpset">Of the operators for classical models, <c>ai.onnx.ml</c>.</param>
internal sealed record ModelVersions(long Format, long Opset, long ClassicalOpset)
{
    // What finds the leaves of trees is deprecated in the next version.
    private const long MostClassicalOpset = 4;

    /// <summary>What a learner and its encoder need.</summary>
    public static readonly ModelVersions OfLearners = new(Format: 7, Opset: 13, ClassicalOpset: 1);

    /// <summary>What a learner needs that stands behind an extractor: the extractor's own, in which a learner's operators mean the same.</summary>
    /// <exception cref="OnnxException">They do not: the extractor's are too old or too new.</exception>
    public static ModelVersions Behind(ModelProto extractor)
    {
        var opsets = extractor.OpsetImport.Where(static set => OperatorCheck.IsStandard(set.Domain)).Select(static set => set.Version).Distinct().ToList();
        if (opsets is not [var opset]) throw new OnnxException($"the feature extractor needs the opsets {string.Join(" and ", opsets)} at once: export it with one");
        if (opset < OfLearners.Opset)
            throw new OnnxException($"the feature extractor is written in opset {opset}, and a model that has it and the learner in {OfLearners.Opset} to {ExtractorModel.MostOpset}: export the extractor with opset {OfLearners.Opset} or later, and name its new hash in the task (its agents learn anew)");

        var classical = extractor.OpsetImport.Where(static set => !OperatorCheck.IsStandard(set.Domain)).Select(static set => set.Version).Append(OfLearners.ClassicalOpset).Max();
        if (classical > MostClassicalOpset)
            throw new OnnxException($"the feature extractor needs version {classical} of the operators ai.onnx.ml, and a model that has it and the learner {OfLearners.ClassicalOpset} to {MostClassicalOpset}: export the extractor with one of these");

        return new ModelVersions(Math.Max(OfLearners.Format, extractor.IrVersion), opset, classical);
    }
}
