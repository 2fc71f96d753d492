namespace Cartel.Onnx.Tests;

/// <summary>The checker of the ONNX project, in Python: an independent judge of whether a file is what the format says.</summary>
internal static class Checker
{
    private const string Missing = "There is no module onnx for Python: ./cartel test installs python3-onnx, as root on Debian.";

    // It reads the model from its input, and says what the shapes of all outputs turn out to be.
    private const string Script = """
        import sys
        try:
            import onnx
        except ImportError:
            sys.exit(77)
        model = onnx.load_model_from_string(sys.stdin.buffer.read())
        onnx.checker.check_model(model, full_check=True)
        inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)
        print(' '.join(f'{o.name}:{o.type.tensor_type.elem_type}:' + 'x'.join(d.dim_param or str(d.dim_value) for d in o.type.tensor_type.shape.dim) for o in inferred.graph.output))
        """;

    /// <summary>What it says of a model's outputs; fails where it finds a fault, and is skipped where it is not installed.</summary>
    public static Task<string> CheckAsync(byte[] model) => Python.RunAsync(Missing, model, "-c", Script);
}
