using Cartel.Hosting;
using Cartel.Learning;
using Microsoft.ML.OnnxRuntime;

namespace Cartel.Onnx.Runtime;

/// <summary>The plug-in: an agent that finds this assembly beside itself loads it when a task names an extractor.</summary>
public sealed class OnnxExtractors : IExtractorPlugin
{
    static OnnxExtractors() => CarriedLibrary.Offer(typeof(InferenceSession).Assembly, "onnxruntime", "libonnxruntime.so");

    /// <inheritdoc/>
    public IFeatureExtractor Load(ExtractorRequest request, Action<string> note)
    {
        try
        {
            var model = ExtractorModel.Read(request.File, request.Sha256, request.Inputs, request.Length);
            return new OnnxExtractor(model, request.Length, request.Device, note);
        }
        catch (Exception refused) when (refused is OnnxException or OnnxRuntimeException)
        {
            throw new InvalidDataException(refused.Message, refused);
        }
    }
}
