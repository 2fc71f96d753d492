using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Loads the feature extractor that a task names, by the plug-in that knows how to run one.</summary>
/// <remarks>The plug-in is an assembly beside the program: without it the agent is small, and says what it lacks.</remarks>
internal static class Extractors
{
    // In one text, so that the trimmer of a program that carries the plug-in sees what is loaded.
    private const string PluginType = "Cartel.Onnx.Runtime.OnnxExtractors, Cartel.Onnx.Runtime";

    /// <summary>The file of a task's extractor: beside its manifest.</summary>
    public static string FileOf(string taskFile, ExtractorDocument extractor) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(taskFile))!, extractor.Name + ".onnx");

    /// <summary>Loads it.</summary>
    /// <param name="taskFile">The file of the manifest.</param>
    /// <param name="manifest">The task, which names an extractor.</param>
    /// <param name="device">Where it is to run.</param>
    /// <param name="note">Hears why it runs elsewhere.</param>
    /// <exception cref="TaskFileException">There is no plug-in, or the extractor cannot be used.</exception>
    public static IFeatureExtractor Load(string taskFile, TaskManifest manifest, ExtractorDevice device, Action<string> note)
    {
        var wanted = manifest.Extractor!;
        var inputs = wanted.InputsAmong(manifest.Schema.ToSchema()).Count;
        try
        {
            return Plugin(taskFile, wanted).Load(new ExtractorRequest(FileOf(taskFile, wanted), wanted.Sha256, inputs, wanted.Length, device), note);
        }
        catch (Exception refused) when (refused is InvalidDataException or TypeInitializationException or DllNotFoundException)
        {
            throw new TaskFileException(taskFile, $"its feature extractor “{wanted.Name}” cannot be used: {(refused.InnerException ?? refused).Message}", refused);
        }
    }

    private static IExtractorPlugin Plugin(string taskFile, ExtractorDocument wanted) =>
        Type.GetType(PluginType) is { } type
            ? (IExtractorPlugin)Activator.CreateInstance(type)!
            : throw new TaskFileException(
                taskFile, $"it names a feature extractor “{wanted.Name}”, which this agent cannot run: it was made without the plug-in “onnx”; ./cartel publish --with onnx makes one that has it");
}
