using Cartel.Agent;
using Cartel.Onnx;
using Cartel.Protocol;

namespace Cartel.Cli;

/// <summary>Finds the feature extractor of a task where an agent finds it: beside the manifest.</summary>
internal static class ExtractorFiles
{
    /// <summary>Reads and checks it; null: the task has none.</summary>
    /// <param name="manifest">The task.</param>
    /// <param name="taskFile">The manifest's file.</param>
    /// <param name="agents">The one that the agent itself began with, of which the former is a copy; null: nobody knows, or the former is it.</param>
    /// <exception cref="TaskFileException">There is no such file.</exception>
    /// <exception cref="OnnxException">It is another one than the task names, or does not fit.</exception>
    public static TaskExtractor? Read(TaskManifest manifest, string taskFile, string? agents)
    {
        if (manifest.Extractor is not { } extractor) return null;

        var columns = extractor.InputsAmong(manifest.Schema.ToSchema());
        string[] manifests = File.Exists(agents) ? [taskFile, agents] : [taskFile];
        string[] places = [.. manifests.Select(file => Extractors.FileOf(file, extractor))];
        var found = places.FirstOrDefault(File.Exists)
            ?? throw new TaskFileException(taskFile, $"its feature extractor “{extractor.Name}” is not here (looked for {string.Join(" and ", places)}): name with --task the manifest that has it beside it");
        return new TaskExtractor(extractor.Name, ExtractorModel.Read(found, extractor.Sha256, columns.Count, extractor.Length), columns);
    }
}
