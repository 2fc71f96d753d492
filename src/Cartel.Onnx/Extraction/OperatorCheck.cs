using Cartel.Onnx.Format;

namespace Cartel.Onnx;

/// <summary>Whether a model's operators are of versions and domains that ONNX Runtime is known to have.</summary>
internal static class OperatorCheck
{
    // Of the file's form: what ONNX Runtime reads that knows these operators.
    private const long MostFormat = 10;

    /// <summary>Whether a domain is that of ONNX' own operators, which has two names.</summary>
    public static bool IsStandard(string domain) => domain is "" or "ai.onnx";

    /// <exception cref="OnnxException">They are not.</exception>
    public static void Require(ModelProto model)
    {
        if (model.IrVersion is < 3 or > MostFormat) throw new OnnxException($"it is written in version {model.IrVersion} of the format; 3 to {MostFormat} are read");
        if (!model.OpsetImport.Any(static set => IsStandard(set.Domain))) throw new OnnxException("it does not say which version of ONNX' operators (opset) it needs");

        foreach (var set in model.OpsetImport)
        {
            if (IsStandard(set.Domain) && set.Version is < ExtractorModel.LeastOpset or > ExtractorModel.MostOpset)
                throw new OnnxException($"it needs opset {set.Version}; {ExtractorModel.LeastOpset} to {ExtractorModel.MostOpset} can be run: export it with one of these");
            if (!IsStandard(set.Domain) && set.Domain != "ai.onnx.ml") throw new OnnxException($"it needs operators of the domain “{set.Domain}”, which are not here");
        }
    }
}
