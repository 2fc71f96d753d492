using Cartel.Learning;
using Microsoft.ML.OnnxRuntime;

namespace Cartel.Onnx.Runtime;

/// <summary>Opens sessions on the device that is wanted, and on the processor where there is no such device.</summary>
internal static class ExecutionProvider
{
    private const string Cuda = "CUDAExecutionProvider";

    /// <summary>Opens a session.</summary>
    /// <param name="model">The model's bytes.</param>
    /// <param name="wanted">Where it is to run.</param>
    /// <param name="note">Hears why it runs elsewhere.</param>
    /// <exception cref="OnnxException">ONNX Runtime refuses the model.</exception>
    public static InferenceSession Open(byte[] model, ExtractorDevice wanted, Action<string> note)
    {
        if (wanted is ExtractorDevice.Cuda || (wanted is ExtractorDevice.Auto && IsBuiltIn(Cuda)))
        {
            if (TryOpenOnCuda(model, out var reason) is { } session) return session;
            note($"the feature extractor runs on the processor: CUDA cannot be used ({reason})");
        }

        using var options = Options();
        try
        {
            return new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException refused)
        {
            throw new OnnxException($"ONNX Runtime refuses the model: {refused.Message}", refused);
        }
    }

    // What was compiled in need not work: there may be no such device.
    private static bool IsBuiltIn(string provider) => OrtEnv.Instance().GetAvailableProviders().Contains(provider);

    private static InferenceSession? TryOpenOnCuda(byte[] model, out string reason)
    {
        try
        {
            using var options = Options();
            options.AppendExecutionProvider_CUDA(0);
            reason = "";
            return new InferenceSession(model, options);
        }
        catch (Exception missing) when (missing is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            reason = missing.Message;
            return null;
        }
    }

    // One thread: a device has other work, and the same sums in the same order give the same numbers.
    private static SessionOptions Options() => new()
    {
        IntraOpNumThreads = 1,
        InterOpNumThreads = 1,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };
}
