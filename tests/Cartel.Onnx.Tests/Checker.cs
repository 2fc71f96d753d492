using System.ComponentModel;
using System.Diagnostics;

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
    public static async Task<string> CheckAsync(byte[] model)
    {
        foreach (var program in (string[])["/usr/bin/python3", "python3"])
        {
            var (exitCode, output, errors) = await RunAsync(program, model);
            if (exitCode is null or 77) continue;

            Assert.That(exitCode, Is.Zero, errors);
            return output.Trim();
        }

        Assert.Ignore(Missing);
        return "";
    }

    private static async Task<(int? ExitCode, string Output, string Errors)> RunAsync(string program, byte[] model)
    {
        var start = new ProcessStartInfo(program, ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var python = Process.Start(start)!;
            var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
            try
            {
                await python.StandardInput.BaseStream.WriteAsync(model);
                python.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended before it had read all: its exit code says why.
            }

            await python.WaitForExitAsync();
            return (python.ExitCode, await output, await errors);
        }
        catch (Win32Exception)
        {
            return (null, "", "");
        }
    }
}
