using Cartel.Agent;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Cli;

/// <summary>A task of the folder <c>models</c> that a demo can show: its manifest, and its feature extractor, for which the agents need a plug-in.</summary>
/// <param name="Data">The data set that it is of.</param>
/// <param name="File">Its manifest, below the sources.</param>
internal sealed record DemoModel(string Data, string File)
{
    private const string Plugin = "onnx";

    /// <summary>The tasks by their names.</summary>
    public static IReadOnlyDictionary<string, DemoModel> ByTask { get; } = new Dictionary<string, DemoModel>(StringComparer.Ordinal)
    {
        ["digits-onnx"] = new("mnist:mnist", "models/digits/digits.json"),
    };

    /// <summary>Lays its feature extractor into a folder, for a manifest there that names it.</summary>
    /// <param name="schema">The data's columns and classes.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DemoException">The data is of another schema.</exception>
    public ExtractorDocument Unpack(FeatureSchema schema, string folder)
    {
        var from = SourceTree.Find().At(File);
        var manifest = TaskFile.Read(from);
        if (manifest.Schema.ToSchema().Hash != schema.Hash) throw new DemoException($"{File} is not of this data: leave --data out, or give {Data}");

        System.IO.File.Copy(Extractors.FileOf(from, manifest.Extractor!), Path.Combine(folder, manifest.Extractor!.Name + ".onnx"));
        return manifest.Extractor;
    }

    /// <summary>Makes an agent that has the plug-in.</summary>
    /// <returns>Its program.</returns>
    /// <exception cref="PublishException">It does not build.</exception>
    public static async Task<string> MakeAgentAsync(CancellationToken stop)
    {
        var build = new AgentBuild(SourceTree.Find(), "1.0.0+demo", [Plugin], "artifacts/demo-build");
        using var alone = await build.ReserveAsync(Console.Error.WriteLine, stop);
        return Path.Combine(await build.PortableAsync(stop), "cartel-agent.dll");
    }
}
