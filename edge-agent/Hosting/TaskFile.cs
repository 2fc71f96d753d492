using System.Text.Json;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>A task manifest cannot be used.</summary>
public sealed class TaskFileException(string path, string reason, Exception? cause = null) : Exception($"{path}: {reason}", cause);

/// <summary>Reads a task's manifest from a file.</summary>
public static class TaskFile
{
    /// <summary>The name under which an agent keeps its task's manifest in its state folder.</summary>
    public const string FileName = "task.json";

    /// <summary>Keeps a manifest beside an agent's checkpoint: who reads that one needs the names of columns and classes.</summary>
    /// <remarks>That it cannot be kept harms no agent.</remarks>
    internal static void Keep(string path, string folder)
    {
        try
        {
            File.Copy(path, Path.Combine(folder, FileName), overwrite: true);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            // Who needs it is told to name it.
        }
    }

    /// <summary>Reads and checks a manifest.</summary>
    /// <exception cref="TaskFileException">There is no such file, or it is no manifest; the message says what is wrong.</exception>
    public static TaskManifest Read(string path)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), CartelJson.Default.TaskManifest)
                ?? throw new TaskFileException(path, "it is empty");
            if (manifest.Schema is not { Features: { } features, Classes: not null } || features.Any(static feature => feature?.Name is null))
                throw new TaskFileException(path, "its schema needs features with a name and a kind, and classes");
            if (!Names.IsValid(manifest.Name)) throw new TaskFileException(path, $"the task's name must be {Names.Rule}");

            // Makes one, to hear what is wrong with its columns, classes or learner.
            if (manifest.Learner is null) throw new TaskFileException(path, "it lacks a learner");
            LoadPlugin(path, manifest.Learner);
            OnlineLearner.Create(manifest.Learner, manifest.ToModelSchema());
            return manifest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TaskFileException(path, "it cannot be read: " + exception.Message, exception);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new TaskFileException(path, "it is no task manifest: " + exception.Message, exception);
        }
    }

    // Nothing is wrong with the manifest where only the program lacks something.
    private static void LoadPlugin(string path, string learner)
    {
        try
        {
            LearnerPluginFiles.LoadFor(learner);
        }
        catch (ArgumentException lacking)
        {
            throw new TaskFileException(path, lacking.Message, lacking);
        }
    }
}
