using System.CommandLine;
using Cartel.Learning;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary><c>./cartel learn</c>: one learner on one stream.</summary>
internal static class LearnCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var data = DataOption.Create(required: true);
        var learner = new Option<string>("--learner")
        {
            Description = $"One of {string.Join(", ", OnlineLearner.Kinds)}; by default linear.",
            DefaultValueFactory = static _ => "linear",
        };
        var detector = new Option<string?>("--detector") { Description = $"A drift detector to run on the errors: {string.Join(", ", DriftDetectors.Kinds)}." };
        var strict = new Option<bool>("--strict") { Description = "Stop at the first bad row instead of setting it aside." };
        var json = new Option<string?>("--json") { Description = "Write the result to this file as JSON." };
        learner.AcceptOnlyFromAmong([.. OnlineLearner.Kinds]);
        detector.AcceptOnlyFromAmong([.. DriftDetectors.Kinds]);

        var command = new Command("learn", """
            Runs one learner over one stream, predicting each sample before learning it, and prints how well it does.

            Example: ./cartel learn --data sea --learner linear
            Example: ./cartel learn --data 'csv:streams/elec.csv.gz?label=class' --learner linear --detector adwin
            """)
        {
            data, learner, detector, strict, json,
        };
        command.SetAction((parsed, stop) => Failures.TellAsync(() => RunAsync(
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(learner), parsed.GetValue(detector), parsed.GetValue(strict), parsed.GetValue(json), stop)));
        return command;
    }

    private static async Task<int> RunAsync(string spec, string learner, string? detector, bool strict, string? json, CancellationToken stop)
    {
        var data = await DataReading.OpenAsync(spec, strict, stop);
        var result = Terminal.Errors.Status().Start(
            "Learning …",
            status => PrequentialRun.Of(data, learner, detector, TimeProvider.System, done => status.Status($"Learning … {done:N0} of {data.Count:N0} samples"), stop));
        Print(result);
        if (json is not null) JsonFile.Write(json, result, CliJson.Default.LearnResult);
        return ExitCode.Done;
    }

    private static void Print(LearnResult result)
    {
        Console.WriteLine($"data               {result.Data}");
        Console.WriteLine($"learner            {result.Learner}");
        Console.WriteLine($"samples            {result.Samples:N0}");
        Console.WriteLine($"accuracy           {result.Accuracy:0.0000}   (last 1,000: {result.WindowAccuracy:0.0000})");
        Console.WriteLine($"kappa              {result.Kappa:0.0000}");
        Console.WriteLine($"samples/s          {result.SamplesPerSecond:N0}");
        Console.WriteLine($"model bytes        {result.ModelBytes:N0}");
        Console.WriteLine($"peak resident      {result.PeakResidentBytes:N0} bytes, the data set included");
        if (result.Detector is not null)
            Console.WriteLine($"drifts ({result.Detector})".PadRight(19) + (result.Drifts.Count == 0 ? "none" : string.Join(", ", result.Drifts)));
    }
}
