using System.CommandLine;
using Cartel.Hosting;
using Cartel.Learning;
using Cartel.Streams;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary><c>./cartel learn</c>: one learner on one stream.</summary>
internal static class LearnCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var data = DataOption.Create(required: true);
        var learner = NameOption.Learner();
        var detector = NameOption.Detector();
        var seed = NumberOption.Create("--seed", "Decides what the learner draws at random; by default 1.", 1, 0, int.MaxValue);
        var delay = NumberOption.Create("--delay", "Labels arrive this many samples late; by default 0: before the next sample.", 0, 0, DelayedLabels.LongestDelay);
        var window = NumberOption.Create("--window", "How many of the latest samples the windowed figures and the plot are over; by default 1000.", 1000, 1, PrequentialMetrics.LongestWindow);
        var fading = NumberOption.Create<double>("--fading", "Also print figures in which a sample weighs this much beside the next one, such as 0.999; by default none.", 0, 0.5, 1);
        var strict = new Option<bool>("--strict") { Description = "Stop at the first bad row instead of setting it aside." };
        var json = new Option<string?>("--json") { Description = "Write the result to this file as JSON." };
        var plot = new Option<string?>("--plot") { Description = "Draw the windowed accuracy with the drifts into this SVG file." };

        var command = new Command("learn", """
            Runs one learner over one stream, predicting each sample before learning it, and prints how well it does.

            Example: ./cartel learn --data sea --learner linear
            Example: ./cartel learn --data 'csv:streams/elec.csv.gz?label=class' --detector adwin --plot elec.svg
            Example: ./cartel learn --data agrawal --detector 'page-hinkley?threshold=20' --delay 500
            """)
        {
            data, learner, detector, seed, delay, window, fading, strict, json, plot,
        };
        command.SetAction((parsed, stop) => Failures.TellAsync(() => RunAsync(
            parsed.GetRequiredValue(data),
            new LearnSettings
            {
                Learner = parsed.GetRequiredValue(learner),
                Detector = parsed.GetValue(detector),
                Seed = parsed.GetValue(seed),
                Delay = parsed.GetValue(delay),
                Window = parsed.GetValue(window),
                Fading = parsed.GetValue(fading) is > 0 and var factor ? factor : null,
            },
            parsed.GetValue(strict), parsed.GetValue(json), parsed.GetValue(plot), stop)));
        return command;
    }

    private static async Task<int> RunAsync(string spec, LearnSettings settings, bool strict, string? json, string? plot, CancellationToken stop)
    {
        var data = await DataReading.OpenAsync(spec, strict, stop);
        var run = Prepare(spec, data, settings);
        var result = Terminal.Errors.Status().Start(
            "Learning …",
            status => run.Learn(TimeProvider.System, done => status.Status($"Learning … {done:N0} of {data.Count:N0} samples"), stop));
        Console.Write(LearnReport.Of(result));
        if (json is not null) JsonFile.Write(json, result, CliJson.Default.LearnResult);
        if (plot is not null) WholeFile.Write(plot, AccuracyPlot.Draw(result, run.Curve));
        return ExitCode.Done;
    }

    // A learner whose name and settings are right may still not fit the columns, as a model in a file does not.
    private static PrequentialRun Prepare(string spec, IDataSet data, LearnSettings settings)
    {
        try
        {
            return new PrequentialRun(data, settings);
        }
        catch (ArgumentException unfit)
        {
            throw new DataSpecException(spec, unfit.Message);
        }
    }
}
