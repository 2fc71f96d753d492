using Cartel.Testing;

namespace Cartel.Onnx.Tests;

/// <summary><c>./cartel bench</c> where there is no ONNX Runtime.</summary>
public sealed class BenchTests
{
    [TestCase("extractor")]
    [TestCase("embed", "models/digits", "mnist:mnist", "digits.csv")]
    public async Task What_needs_ONNX_Runtime_says_how_to_get_it(params string[] arguments)
    {
        var (exitCode, _, errors) = await Bench.RunAsync([.. arguments.Select(static argument => argument == "models/digits" ? Path.Combine(Repository.Root, argument) : argument)]);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Does.StartWith("cartel bench: ").And.Contain("install npm"));
    }
}
