namespace Cartel.Benchmarks;

/// <summary>Stands where ONNX Runtime is not.</summary>
internal static class ExtractorBenchmark
{
    /// <summary>Whether this build has ONNX Runtime.</summary>
    public static bool IsBuiltIn => false;

    /// <exception cref="InvalidOperationException">Always: says what is missing.</exception>
    public static void Print(string task, int rounds) => throw new InvalidOperationException(ExtractorTask.NoRuntime);
}
