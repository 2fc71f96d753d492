using Microsoft.ML.OnnxRuntime;

namespace Cartel.Onnx.Tests;

/// <summary>An exported model as ONNX Runtime runs it.</summary>
internal sealed class RunningModel(byte[] model) : IDisposable
{
    private readonly InferenceSession _session = new(model);

    /// <summary>The label and the scores of each row.</summary>
    public (long[] Labels, float[] Scores) Run(float[] rows, int columns)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [rows.Length / columns, columns]);
        using var options = new RunOptions();
        using var outputs = _session.Run(options, ["row"], [input], ["label", "scores"]);
        return (outputs[0].GetTensorDataAsSpan<long>().ToArray(), outputs[1].GetTensorDataAsSpan<float>().ToArray());
    }

    /// <summary>What the model says of itself.</summary>
    public IReadOnlyDictionary<string, string> Properties => _session.ModelMetadata.CustomMetadataMap;

    public void Dispose() => _session.Dispose();
}
