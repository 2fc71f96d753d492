using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Cli.Tests;

public sealed class CalibrationTests
{
    private const double Target = 1e-3;

    private static readonly double[] Errors = Testing.Streams.Errors(1, 0.2, 20_000);

    [TestCase("shiryaev-roberts")]
    [TestCase("hddm-a?warning=0.1")]
    [TestCase("page-hinkley?tolerance=0.01")]
    public void Finds_a_setting_that_keeps_the_target_on_other_replays_and_wastes_little_of_it(string detector)
    {
        var calibration = new Calibration(Errors, 1, Target, seed: 1, default);

        var found = calibration.Find(detector, MainSetting.Of(detector)!, static _ => { })!;

        Assert.That(found, Does.StartWith(detector + (detector.Contains('?') ? "&" : "?")));
        // Some 3000 alarms in the 3 000 000 samples of either replay, but HDDM-A's come in clusters.
        Assert.That(calibration.Measure(found).FalseAlarmsPer100000, Is.InRange(65, 115));
    }

    [Test]
    public void A_greater_jump_is_signalled_sooner()
    {
        var calibration = new Calibration(Errors, 1, Target, seed: 1, default);

        var delays = ((int[])[5, 10, 20]).Select(points => calibration.Delay("shiryaev-roberts?threshold=10000", points)).ToList();

        Assert.That(delays.Select(static jump => jump.MedianDelay), Is.Ordered.Descending);
        Assert.That(delays.Select(static jump => jump.Streams), Has.All.EqualTo(200));
        Assert.That(delays.Select(static jump => jump.Missed), Has.All.LessThanOrEqualTo(10), "a false alarm just before the jump costs the baseline");
    }

    [Test]
    public void A_rate_cannot_rise_above_one()
    {
        var calibration = new Calibration(Testing.Streams.Errors(1, 0.9, 5_000), 1, Target, seed: 1, default);

        Assert.That(calibration.Delay("ddm", 20), Is.EqualTo(new JumpDelay(20, 0, 0, null, null)));
    }

    [Test]
    public void Says_when_no_setting_is_quiet_enough()
    {
        var noisy = new MainSetting("periodic", "every", 1, 100);

        Assert.That(new Calibration(Errors, 1, Target, seed: 1, default).Find("periodic", noisy, static _ => { }), Is.Null);
    }

    [Test]
    public async Task The_command_writes_a_setting_that_detectors_take()
    {
        using var folder = new TemporaryFolder();

        var finished = await Shell.RunAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "cartel.dll"), "calibrate", "--data", "sea?count=3000", "--false-alarms", "1/1000", "--json", folder.File("result.json")]);

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        var result = System.Text.Json.JsonSerializer.Deserialize(File.ReadAllText(folder.File("result.json")), CliJson.Default.CalibrateResult)!;
        Assert.Multiple(() =>
        {
            Assert.That(() => DriftDetectors.Create(result.Calibrated), Throws.Nothing);
            Assert.That(finished.Output, Does.Contain($"--detector '{result.Calibrated}'"));
            Assert.That(result.Interval, Is.InRange(result.IntervalLower, result.IntervalUpper!.Value).And.GreaterThan(850));
            Assert.That(result.Jumps.Select(static jump => jump.Points), Is.EqualTo((int[])[5, 10, 20]));
        });
    }

    [Test]
    public async Task A_stream_too_short_to_tell_ends_with_1()
    {
        var finished = await Shell.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "cartel.dll"), "calibrate", "--data", "sea?count=900"]);

        Assert.That(finished.ExitCode, Is.EqualTo(1));
        Assert.That(finished.Errors, Does.Contain("900 samples"));
    }
}
