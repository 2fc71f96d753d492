using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cartel.Hosting;
using Cartel.Learning;
using Cartel.Streams;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary><c>./cartel calibrate</c>: the setting at which a detector keeps a false-alarm rate on a learner's errors.</summary>
internal static class CalibrateCommand
{
    private const int FewestSamples = 1000;

    private static readonly int[] Points = [5, 10, 20];

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var data = DataOption.Create(required: true);
        var learner = NameOption.Learner();
        var detector = new Option<string>("--detector")
        {
            Description = $"What to calibrate: {string.Join(", ", MainSetting.Detectors)}; by default {DriftDetectors.Default}.",
            DefaultValueFactory = static _ => DriftDetectors.Default,
        };
        var rate = new Option<double>("--false-alarms")
        {
            Description = "How many to allow, such as 1/100000 samples, which is the default; 1/1000000 to 1/100.",
            DefaultValueFactory = static _ => 1e-5,
            CustomParser = ParseRate,
        };
        var block = NumberOption.Create("--block", "How many errors stay together in the replay; by default 50. 1: each error stands alone.", 50, 1, 1_000_000);
        var strict = new Option<bool>("--strict") { Description = "Stop at the first bad row instead of setting it aside." };
        var json = new Option<string?>("--json") { Description = "Write the result to this file as JSON." };
        detector.Validators.Add(static result => Check(result, CheckDetector));

        var command = new Command("calibrate", """
            Runs a learner over a stream, replays its errors in random order, so that there is no drift, sets the detector so
            that it gives no more false alarms than allowed, and tells how long it then takes to signal a rise of the error rate.

            Example: ./cartel calibrate --data sea --detector shiryaev-roberts --false-alarms 1/100000
            Example: ./cartel calibrate --data 'csv:streams/elec.csv.gz?label=class' --detector hddm-a --false-alarms 1/50000
            """)
        {
            data, learner, detector, rate, block, strict, json,
        };
        command.SetAction((parsed, stop) => Failures.TellAsync(() => RunAsync(
            new Request(
                parsed.GetRequiredValue(data), parsed.GetRequiredValue(learner), parsed.GetRequiredValue(detector), parsed.GetValue(rate),
                parsed.GetValue(block), parsed.GetValue(strict), parsed.GetValue(json)),
            stop)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CancellationToken stop)
    {
        var data = await DataReading.OpenAsync(request.Data, request.Strict, stop);
        if (data.Count < FewestSamples)
        {
            Console.Error.WriteLine($"cartel: {data.Name} has {data.Count} samples; {FewestSamples:N0} are the fewest that tell how a learner errs");
            return ExitCode.Failed;
        }

        var result = Terminal.Errors.Status().Start("Learning …", status => Calibrate(request, data, text => status.Status(Markup.Escape(text)), stop));
        if (result is null)
        {
            Console.Error.WriteLine($"cartel: no setting of {request.Detector} gives so few false alarms on these errors");
            return ExitCode.Failed;
        }

        CalibrateReport.Print(result);
        if (request.Json is not null) JsonFile.Write(request.Json, result, CliJson.Default.CalibrateResult);
        return ExitCode.Done;
    }

    private static CalibrateResult? Calibrate(Request request, IDataSet data, Action<string> progress, CancellationToken stop)
    {
        var learner = OnlineLearner.Create(request.Learner, data.Schema);
        var errors = PrequentialErrors.Of(data, learner, done => progress($"Learning … {done:N0} of {data.Count:N0} samples"), stop);
        var calibration = new Calibration(errors, request.Block, request.Target, seed: 1, stop);
        var setting = MainSetting.Of(request.Detector)!;
        var calibrated = calibration.Find(request.Detector, setting, text => progress($"Replaying with {text} …"));
        if (calibrated is null) return null;

        progress($"Measuring {calibrated} …");
        var tally = calibration.Measure(calibrated);
        var (lower, upper) = tally.FalseAlarmRate();
        return new CalibrateResult(
            data.Name, request.Learner, setting.Detector, setting.Name, calibrated, errors.Length, errors.Average(), request.Block, request.Target,
            tally.SteadyValues, tally.FalseAlarms, tally.FalseAlarms == 0 ? null : (double)tally.SteadyValues / tally.FalseAlarms, 1 / upper,
            lower == 0 ? null : 1 / lower, [.. Points.Select(points => calibration.Delay(calibrated, points))]);
    }

    private static void CheckDetector(string detector)
    {
        DriftDetectors.Create(detector);
        if (MainSetting.Of(detector) is null) throw new ArgumentException($"{detector} has no setting to calibrate; these have: {string.Join(", ", MainSetting.Detectors)}");
    }

    private static double ParseRate(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        var parts = text.Split('/').Select(static part => double.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        var rate = parts.Length switch { 1 => parts[0], 2 => parts[0] / parts[1], _ => double.NaN };
        if (rate is >= 1e-6 and <= 0.01) return rate;

        argument.AddError($"--false-alarms {text} is not a rate from 1/1000000 to 1/100.");
        return 0;
    }

    private static void Check(OptionResult result, Action<string> check)
    {
        if (result.Tokens.Count == 0) return;
        try
        {
            check(result.Tokens[0].Value);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            result.AddError($"{result.Option.Name}: {exception.Message}");
        }
    }

    private sealed record Request(string Data, string Learner, string Detector, double Target, int Block, bool Strict, string? Json);
}
