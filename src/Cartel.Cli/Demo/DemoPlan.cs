using System.Text.Json;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Streams;

namespace Cartel.Cli;

/// <summary>The files that tell the demo's processes what to do: the task's manifest and the workload.</summary>
internal sealed class DemoPlan
{
    private const string TaskName = "task.json";

    // Long enough for a model to settle before the class comes, and for 2,000 samples after the last one has come.
    private const int FirstChange = 2000;
    private const int LongestLag = 1200;
    private const int AfterLastChange = 2100;

    private DemoPlan(DemoSettings settings, TaskManifest manifest, Workload workload) =>
        (Manifest, Workload, TaskFile, WorkloadFile) =
        (manifest, workload, Path.Combine(settings.Folder, TaskName), Path.Combine(settings.Folder, "workload.json"));

    public TaskManifest Manifest { get; }

    public Workload Workload { get; }

    public string TaskFile { get; }

    public string WorkloadFile { get; }

    /// <summary>Samples a second at which the streams end in time.</summary>
    public static double Rate(DemoSettings settings, Workload workload) => workload.SamplesPerAgent / settings.StreamTime.TotalSeconds;

    /// <summary>The sample at which an agent's distribution first changes; null for one whose does not.</summary>
    public long? ChangeOf(string agent) =>
        Workload.Agents.Single(planned => planned.Name == agent).Phases.ElementAtOrDefault(1)?.FromSample;

    public static DemoPlan Make(DemoSettings settings, IDataSet data)
    {
        // The changes are spread, so that a viewer can follow each.
        var lag = LongestLag / settings.Agents;
        var samples = FirstChange + LongestLag + AfterLastChange;
        var workload = Workloads.Introduction(data, settings.Agents, samples, FirstChange, settings.Seed, lag: lag);
        Empty(settings.Folder);
        var manifest = new TaskManifest(
            settings.Task, SchemaDocument.From(data.Schema), LearnerOf(settings, data),
            $"A demo on {settings.Data}: a class appears midway at some agents, and others know it.",
            settings.Model?.Unpack(data.Schema, settings.Folder));
        var plan = new DemoPlan(settings, manifest, workload);
        File.WriteAllText(plan.TaskFile, JsonSerializer.Serialize(manifest, CartelJson.Default.TaskManifest));
        File.WriteAllText(plan.WorkloadFile, workload.ToJson());
        return plan;
    }

    // The registry and the agents know no short names; settings go along.
    private static string LearnerOf(DemoSettings settings, IDataSet data)
    {
        var query = settings.Learner.IndexOf('?', StringComparison.Ordinal);
        return OnlineLearner.Create(settings.Learner, data.Schema).Kind + (query < 0 ? "" : settings.Learner[query..]);
    }

    // A slip in --folder must not cost anybody their files.
    private static void Empty(string folder)
    {
        if (Directory.Exists(folder))
        {
            if (!File.Exists(Path.Combine(folder, TaskName)) && Directory.EnumerateFileSystemEntries(folder).Any())
                throw new DemoException($"{folder} holds files that are not a demo's; choose an empty or a new folder with --folder");

            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
    }
}
