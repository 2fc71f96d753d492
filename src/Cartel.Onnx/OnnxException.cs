namespace Cartel.Onnx;

/// <summary>A model cannot be written as ONNX, or one in ONNX cannot be used; the message says why.</summary>
public sealed class OnnxException(string reason, Exception? cause = null) : Exception(reason, cause);
