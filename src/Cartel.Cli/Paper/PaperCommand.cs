using System.CommandLine;
using Cartel.Hosting;
using Cartel.Learning;
using Cartel.Simulation;
using Cartel.Streams;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary><c>./cartel paper</c>: the evaluation.</summary>
internal static class PaperCommand
{
    private const int FullSeeds = 20;
    private const int QuickSeeds = 2;
    private const int MostSeeds = 1_000;
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var data = new Option<string[]>("--data")
        {
            Description = "A folder of data sets (by default CARTEL_DATA), or data sets to use in place of each workload's own: csv:FILE?label=NAME, mnist:DIR, rbf and the like; may be repeated.",
            DefaultValueFactory = static _ => [],
        };
        var workload = new Option<string[]>("--workload")
        {
            Description = $"A workload file, or one of {string.Join(", ", ShippedPlans.Names)}; may be repeated; by default all of these.",
            DefaultValueFactory = static _ => [],
        };
        var learner = NameOption.Learners();
        var strategy = NameOption.Strategies();
        var seeds = NumberOption.Create("--seeds", $"How many seeds, from 1 on; with --quick by default {QuickSeeds}.", FullSeeds, 1, MostSeeds);
        var quick = new Option<bool>("--quick") { Description = "Few seeds, and the first data set of each workload alone: some minutes." };
        var json = new Option<string?>("--json") { Description = "Write the result to this file as JSON." };
        var html = new Option<string?>("--html") { Description = "Draw the result into this HTML file, which needs nothing else." };
        var markdown = new Option<string?>("--markdown") { Description = "Put the tables into this Markdown file, between its marks if it has them." };
        var resume = new Option<string>("--resume")
        {
            Description = "The folder that keeps each finished job, and gives those that are there already; by default .cartel/paper.",
            DefaultValueFactory = static _ => Path.Combine(".cartel", "paper"),
        };

        var command = new Command("paper", """
            Runs workloads with Cartel and its alternatives side by side, on virtual time, and prints how soon each
            recovers from a change, how good it is, and what crosses the network.

            Example: ./cartel paper --quick --json out.json
            Example: ./cartel paper --workload introduction --data 'csv:my.csv?label=class' --seeds 5
            Example: ./cartel paper --workload my-workload.json --strategy isolated --strategy 'cartel' --learner naive-bayes
            """)
        {
            data, workload, learner, strategy, seeds, quick, json, html, markdown, resume,
        };
        command.SetAction((parsed, stop) => Failures.TellAsync(() =>
        {
            string[] given = parsed.GetValue(data) ?? [];
            var isQuick = parsed.GetValue(quick);
            var settings = new PaperSettings
            {
                Folder = given.FirstOrDefault(Directory.Exists) ?? DataOption.Folder,
                Data = [.. given.Where(static name => !Directory.Exists(name))],
                Workloads = parsed.GetValue(workload) ?? [],
                Learners = parsed.GetValue(learner) is { Length: > 0 } learners ? learners : [OnlineLearner.Kinds[0]],
                Strategies = parsed.GetValue(strategy) is { Length: > 0 } strategies ? strategies : StrategyKinds.Names,
                AreNamed = parsed.GetValue(strategy) is { Length: > 0 },
                Seeds = isQuick && parsed.GetResult(seeds) is null or { Implicit: true } ? QuickSeeds : parsed.GetValue(seeds),
                Quick = isQuick,
            };
            var outputs = new PaperOutputs(parsed.GetValue(json), parsed.GetValue(html), parsed.GetValue(markdown));
            return RunAsync(settings, outputs, parsed.GetRequiredValue(resume), stop);
        }));
        return command;
    }

    private static async Task<int> RunAsync(PaperSettings settings, PaperOutputs outputs, string folder, CancellationToken stop)
    {
        var plan = await Terminal.Errors.Status().StartAsync("Reading data …", _ => Task.Run(() => PaperPlan.Make(settings), stop).WaitAsync(stop));
        foreach (var left in plan.LeftOut) Terminal.Errors.WriteLine($"left out: {left.Data}: {left.Reason}");

        var jobs = await RunJobsAsync(plan.Jobs, folder, stop);
        var isComplete = jobs.Count == plan.Jobs.Count;
        var result = EvaluationResult.Of(jobs, settings.Strategies, plan.LeftOut, isComplete);
        Console.Write(PaperReport.Of(result));
        outputs.Write(result, jobs, settings);
        if (isComplete) return ExitCode.Done;

        Terminal.Errors.WriteLine($"interrupted: {jobs.Count:N0} of {plan.Jobs.Count:N0} jobs are kept in {folder}; the same command goes on from there");
        return ExitCode.Failed;
    }

    private static Task<IReadOnlyList<JobResult>> RunJobsAsync(IReadOnlyList<EvaluationJob> jobs, string folder, CancellationToken stop)
    {
        var cores = Environment.ProcessorCount;
        var progress = new PaperProgress(jobs, cores, TimeProvider.System);
        var (time, said) = (TimeProvider.System, TimeProvider.System.GetTimestamp());
        return Terminal.Errors.Status().StartAsync("Running …", status => Evaluator.RunAsync(
            jobs, new JobStore(folder), cores, time,
            (job, stored) =>
            {
                progress.Done(job, stored);
                if (!Terminal.IsLive && time.GetElapsedTime(said) < BetweenLines) return;

                said = time.GetTimestamp();
                status.Status(progress.Line());
            },
            stop));
    }
}
