using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Service;

/// <summary>The unit file, judged by systemd's own tools where those are installed.</summary>
internal sealed partial class SystemdUnitTests
{
    private static readonly ServicePlan Plan = new("press", ["/bin/true"], "/etc/cartel/press.yaml") { MemoryMiB = 128, CpuPercent = 50 };

    [Test]
    public void It_runs_the_program_with_its_configuration_within_its_limits()
    {
        var lines = SystemdUnit.Write(Plan with { Groups = ["sensors", "dialout"] }).Split('\n');

        Assert.That(lines, Is.SupersetOf((string[])
        [
            "Description=Cartel agent press", "ExecStart=/bin/true run --config /etc/cartel/press.yaml", "MemoryMax=128M", "CPUQuota=50%",
            "StateDirectory=cartel-agent-press", "ExecReload=/bin/kill -HUP $MAINPID", "Environment=CARTEL_AGENT_STATE=/var/lib/cartel-agent-press", "SupplementaryGroups=sensors dialout",
        ]));
    }

    // Percent signs, dollars, backslashes and quotation marks mean something to systemd (systemd.service(5), "Command lines").
    [TestCase("/data/50% full/$x.yaml", """ExecStart=/bin/true run --config "/data/50%% full/$$x.yaml" """)]
    [TestCase("/data/a\"b\\c.yaml", """ExecStart=/bin/true run --config "/data/a\"b\\c.yaml" """)]
    public void A_path_is_what_it_is_whatever_is_in_it(string path, string expected) =>
        Assert.That(SystemdUnit.Write(Plan with { ConfigFile = path }), Does.Contain(expected.Trim()));

    [Test]
    public void The_only_agent_needs_no_name() => Assert.That(SystemdUnit.Write(Plan with { Instance = ServicePlan.TheOnly }), Does.Contain("Description=Cartel agent\n").And.Contain("StateDirectory=cartel-agent\n"));

    [TestCase("/etc/cartel/press.yaml")]
    [TestCase("/etc/50% of $all/press \"x\".yaml")]
    public async Task Systemd_finds_nothing_wrong_with_it(string configuration)
    {
        using var folder = new TemporaryFolder();
        var unit = folder.File("cartel-agent-press.service");
        await File.WriteAllTextAsync(unit, SystemdUnit.Write(Plan with { ConfigFile = configuration, Groups = ["root"] }));

        var (exitCode, output) = await AnalyzeAsync("verify", unit);

        Assert.That((exitCode, output.Trim()), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task Systemd_rates_it_as_hardly_exposed()
    {
        using var folder = new TemporaryFolder();
        var unit = folder.File("cartel-agent-press.service");
        await File.WriteAllTextAsync(unit, SystemdUnit.Write(Plan));

        var (_, output) = await AnalyzeAsync("security", "--offline=true", "--no-pager", unit);

        // 0 is a service that may do nothing, 10 one that runs as root unhindered; below 2 is "OK". By systemd 252 it is 1.2: what the runtime and the network take.
        var exposure = Exposure().Match(output);
        Assert.That(exposure.Success, Is.True, output);
        Assert.That(double.Parse(exposure.Groups[1].Value, CultureInfo.InvariantCulture), Is.LessThan(1.5));
    }

    private static async Task<(int ExitCode, string Output)> AnalyzeAsync(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("systemd-analyze", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception)
        {
            Assert.Ignore("systemd-analyze is not installed");
            throw;
        }
    }

    [GeneratedRegex("Overall exposure level.*: ([0-9.]+)")]
    private static partial Regex Exposure();
}
