using Cartel.Agent;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Benchmarks;

/// <summary>A task that names a feature extractor.</summary>
/// <param name="Manifest">What it says.</param>
/// <param name="Path">The file that says it.</param>
/// <param name="Columns">The task's columns and classes.</param>
/// <param name="Inputs">The columns that the extractor looks at, in its order.</param>
internal sealed record ExtractorTask(TaskManifest Manifest, string Path, FeatureSchema Columns, IReadOnlyList<int> Inputs)
{
    /// <summary>What a build without ONNX Runtime says.</summary>
    public const string NoRuntime = "this build has no ONNX Runtime, which runs feature extractors and comes by npm: install npm (Node 20 or later) and run the command again";

    /// <summary>How many numbers an embedding has.</summary>
    public int Length => Manifest.Extractor!.Length;

    /// <summary>The extractor's file.</summary>
    public string File => Extractors.FileOf(Path, Manifest.Extractor!);

    /// <summary>Reads a task's manifest.</summary>
    /// <param name="path">The manifest, or the folder where no other lies.</param>
    /// <exception cref="ArgumentException">There is none, or it names no extractor.</exception>
    /// <exception cref="TaskFileException">It cannot be read.</exception>
    public static ExtractorTask Read(string path)
    {
        var file = Directory.Exists(path) ? OnlyTaskIn(path) : path;
        var manifest = TaskFile.Read(file);
        if (manifest.Extractor is null) throw new ArgumentException($"{file}: the task “{manifest.Name}” names no feature extractor; models/digits/digits.json is one that does");

        var columns = manifest.Schema.ToSchema();
        return new ExtractorTask(manifest, file, columns, manifest.Extractor.InputsAmong(columns));
    }

    /// <summary>Loads the extractor as an agent does.</summary>
    /// <param name="device">Where it is to run.</param>
    /// <param name="note">Hears why it runs elsewhere.</param>
    /// <exception cref="InvalidOperationException">This build has no ONNX Runtime.</exception>
    /// <exception cref="TaskFileException">The extractor cannot be used.</exception>
    public IFeatureExtractor Load(ExtractorDevice device, Action<string> note) =>
        ExtractorBenchmark.IsBuiltIn ? Extractors.Load(Path, Manifest, device, note) : throw new InvalidOperationException(NoRuntime);

    private static string OnlyTaskIn(string folder)
    {
        var files = Directory.GetFiles(folder, "*.json");
        return files is [var one] ? one : throw new ArgumentException($"the folder {folder} has {files.Length} files *.json; name the one of the task");
    }
}
