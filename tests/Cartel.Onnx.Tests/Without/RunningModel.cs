namespace Cartel.Onnx.Tests;

/// <summary>Stands where ONNX Runtime is not: tests that need it are skipped, and say why.</summary>
internal sealed class RunningModel : IDisposable
{
    public RunningModel(byte[] model) => Assert.Ignore($"a model of {model.Length} bytes cannot run: ONNX Runtime comes by npm, which is not on the PATH");

    public IReadOnlyDictionary<string, string> Properties => throw new NotSupportedException();

    public (long[] Labels, float[] Scores) Run(float[] rows, int columns) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
