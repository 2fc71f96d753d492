using System.CommandLine;
using Cartel.Hosting;
using Cartel.Protocol;

namespace Cartel.Cli;

/// <summary><c>./cartel demo</c>: registry, dashboard and agents on a stream that drifts.</summary>
internal static class DemoCommand
{
    private const string DefaultData = "rbf?classes=6&features=50&centroids=60&count=60000";

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var data = DataOption.Create(required: false, DefaultData);
        var task = new Option<string>("--task") { Description = $"The task's name: {Names.Rule}; by default “demo”. {string.Join(", ", DemoModel.ByTask.Keys)}: a ready one, with its data, extractor and plug-in.", DefaultValueFactory = static _ => "demo" };
        var agents = NumberOption.Create("--agents", "Agent processes, 2 to 64; by default 6.", 6, 2, 64);
        var redis = new Option<string?>("--redis") { Description = "HOST:PORT of a Redis for the registry; by default an embedded store." };
        var port = NumberOption.Create("--port", "The registry's port; by default 5080.", 5080, 1, 65535);
        var duration = new Option<TimeSpan?>("--for") { Description = "How long, such as 60s or 2m; by default until the streams end.", CustomParser = static result => TimeOption.Parse(result, TimeSpan.FromSeconds(10)) };
        var json = new Option<string?>("--json") { Description = "Write the result to this file as JSON." };
        var learner = NameOption.Learner();
        var seed = NumberOption.Create("--seed", "Decides who sees which class when; by default 1.", 1, 0, int.MaxValue);
        var strict = new Option<bool>("--strict") { Description = "Stop at the first bad row of the data instead of setting it aside." };
        var folder = new Option<string>("--folder") { Description = "Where the processes keep state and logs, emptied at start; by default .cartel/demo.", DefaultValueFactory = static _ => Path.Combine(".cartel", "demo") };
        var otlp = new Option<Uri?>("--otlp")
        {
            Description = "An OpenTelemetry collector for the traces of all processes, such as http://127.0.0.1:4318.",
            CustomParser = static result => UrlOption.Parse(result),
        };
        task.Validators.Add(static result =>
        {
            if (!Names.IsValid(result.GetValueOrDefault<string>())) result.AddError($"--task must be {Names.Rule}");
        });

        var command = new Command("demo", """
            Starts a registry with its dashboard and agents on a stream that drifts, each beside a twin that learns alone.
            At the end a table shows what each agent borrowed, and how quickly it and its twin recovered.

            Example: ./cartel demo --for 60s
            Example: ./cartel demo --data mnist:mnist --for 90s --json out.json
            Example: ./cartel demo --task digits-onnx
            Example: ./cartel demo --data 'csv:flows.csv?label=class' --agents 8 --redis 127.0.0.1:6379
            """)
        {
            data, task, agents, redis, port, duration, json, learner, seed, strict, folder, otlp,
        };
        command.SetAction((parsed, stop) => Failures.TellAsync(() => RunAsync(
            new DemoSettings
            {
                Data = ModelOf(parsed) is { } ready && parsed.GetResult(data) is null or { Implicit: true } ? ready.Data : parsed.GetRequiredValue(data),
                Task = parsed.GetRequiredValue(task),
                Model = ModelOf(parsed),
                Agents = parsed.GetValue(agents),
                Redis = parsed.GetValue(redis),
                Port = parsed.GetValue(port),
                Otlp = parsed.GetValue(otlp),
                For = parsed.GetValue(duration),
                Learner = parsed.GetRequiredValue(learner),
                Seed = parsed.GetValue(seed),
                Strict = parsed.GetValue(strict),
                Folder = Path.GetFullPath(parsed.GetRequiredValue(folder)),
            },
            parsed.GetValue(json), stop)));
        return command;

        DemoModel? ModelOf(ParseResult parsed) => DemoModel.ByTask.GetValueOrDefault(parsed.GetRequiredValue(task));
    }

    private static async Task<int> RunAsync(DemoSettings settings, string? json, CancellationToken stop)
    {
        var result = await new DemoRun(settings, TimeProvider.System).RunAsync(stop);
        if (json is not null) JsonFile.Write(json, result, CliJson.Default.DemoResult);
        return ExitCode.Done;
    }
}
