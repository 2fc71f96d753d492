using System.Diagnostics;
using System.Globalization;
using Cartel.Agent;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>The agent's program on a device that loses power at any write, gives back other bytes than it was given, or has no room.</summary>
[TestFixture, Category("Slow")]
public sealed class DeviceTroubleTests
{
    private const int Rows = 4_000;
    private const int Killed = 137;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    // With every one of them the files of SQLite change, or those that are written whole and renamed.
    private static readonly string[] Writes = ["pwrite64", "fsync", "rename"];

    private TemporaryFolder _folder = null!;
    private AgentSnapshot _undisturbed = null!;

    [OneTimeSetUp]
    public async Task RunOnceUndisturbed()
    {
        _folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(_folder.File("rows.csv"), ["x,y,class", .. Enumerable.Range(0, Rows).Select(Row)]);
        await File.WriteAllTextAsync(
            _folder.File("task.json"),
            """{"name":"trouble","schema":{"features":[{"name":"x","kind":"numeric"},{"name":"y","kind":"numeric"}],"classes":["low","high","new"]},"learner":"linear"}""");
        Assert.That(await RunAsync(_folder.File("undisturbed")), Is.Zero);
        _undisturbed = Load(_folder.File("undisturbed"));
        Assert.That(_undisturbed.Position, Is.EqualTo(Rows));
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task Killed_at_each_write_one_after_the_other_it_learns_each_sample_once([ValueSource(nameof(Writes))] string write)
    {
        RequireStrace();
        var state = _folder.File($"killed-{write}");
        var kills = 0;
        // Each run goes on from what the last one left, and comes one write further.
        for (var number = 1; ; number++)
        {
            var code = await RunAsync(state, "strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={write}", "-e", $"inject={write}:signal=KILL:when={number}");
            if (code == 0) break;

            Assert.That(code, Is.EqualTo(Killed), $"at {write} {number}");
            kills++;
            Assert.That(kills, Is.LessThan(200), "it ends");
        }

        Assert.That(kills, Is.GreaterThan(0));
        ExpectTheSame(state);
    }

    [Test]
    public async Task With_any_of_its_files_damaged_it_starts_again_and_reads_to_the_end()
    {
        var state = _folder.File("damaged");
        using (var agent = Start(state, "--stay"))
        {
            await Eventually.GetAsync(() => Task.FromResult(File.Exists(Path.Combine(state, "agent.previous.db"))), static there => there);
            agent.Kill();
            await agent.WaitForExitAsync();
        }

        var files = Directory.EnumerateFiles(state).Select(Path.GetFileName).Order().ToList();
        Assert.That(files, Does.Contain("agent.db").And.Contain("agent.previous.db"));
        foreach (var file in files)
        {
            var copy = _folder.File($"damaged-{file}");
            Directory.CreateDirectory(copy);
            foreach (var each in Directory.EnumerateFiles(state)) File.Copy(each, Path.Combine(copy, Path.GetFileName(each)));
            await File.WriteAllBytesAsync(Path.Combine(copy, file!), [.. Enumerable.Repeat((byte)0x5A, (int)new FileInfo(Path.Combine(copy, file!)).Length)]);

            Assert.That(await RunAsync(copy), Is.Zero, file);
            ExpectTheSame(copy);
        }
    }

    [Test]
    public async Task On_a_full_disk_it_goes_on_learning_and_stores_all_once_there_is_room()
    {
        using var disk = SmallDisk.Mount(mebibytes: 2);
        var state = Path.Combine(disk.Path, "state");
        disk.Fill(leave: 768 * 1024);
        using var agent = Start(state, "--rate", "500");
        // It has stored its first checkpoint.
        await Eventually.GetAsync(() => Task.FromResult(File.Exists(Path.Combine(state, "agent.previous.db"))), static there => there);

        disk.Fill();
        await Eventually.GetAsync(() => Task.FromResult(ReadLog(agent)), static said => said.Contains("no checkpoint can be stored", StringComparison.Ordinal));
        Assert.That(agent.HasExited, Is.False);
        disk.Free();

        await agent.WaitForExitAsync().WaitAsync(Patience);
        Assert.That(agent.ExitCode, Is.Zero, ReadLog(agent));
        Assert.That(ReadLog(agent), Does.Contain("checkpoints are stored again"));
        ExpectTheSame(state);
    }

    private void ExpectTheSame(string state)
    {
        var ended = Load(state);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ended.Position, Is.EqualTo(Rows));
            Assert.That(ended.Encoder, Is.EqualTo(_undisturbed.Encoder), state);
            Assert.That(ended.Learner, Is.EqualTo(_undisturbed.Learner), state);
        }
    }

    private async Task<int> RunAsync(string state, params string[] under)
    {
        using var agent = Start(state, under, []);
        await agent.WaitForExitAsync().WaitAsync(Patience);
        return agent.ExitCode;
    }

    private Process Start(string state, params string[] options) => Start(state, [], options);

    private Process Start(string state, string[] under, string[] options)
    {
        Directory.CreateDirectory(state);
        string[] command =
        [
            .. under, "dotnet", Path.Combine(AppContext.BaseDirectory, "cartel-agent.dll"), "run", "--name", "gateway-1", "--task", _folder.File("task.json"),
            "--data", $"csv:{_folder.File("rows.csv")}?label=class", "--state", state, "--checkpoint-every", "0.1", .. options,
        ];
        // All that it says goes to one place, which is on no small disk.
        var agent = new Process { StartInfo = new ProcessStartInfo("sh", ["-c", "exec \"$@\" >\"$0\" 2>&1", LogOf(state), .. command]) };
        agent.Start();
        return agent;
    }

    private string LogOf(string state) => _folder.File($"{Path.GetFileName(Path.GetDirectoryName(state)!)}-{Path.GetFileName(state)}.log");

    private static string ReadLog(Process agent)
    {
        using var log = new StreamReader(new FileStream(agent.StartInfo.ArgumentList[2], FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd();
    }

    private static AgentSnapshot Load(string state)
    {
        using var checkpoint = new Checkpoint(state);
        return checkpoint.Load()!;
    }

    // A class that is new after three quarters makes the agent ask for help: a write out of turn.
    private static string Row(int i) => string.Create(
        CultureInfo.InvariantCulture, $"{(i % 3 * 4) + (i * 7 % 11 * 0.1)},{i * 5 % 13 * 0.2},{(i % 3 == 2 && i > 3 * Rows / 4 ? "new" : i % 3 == 0 ? "low" : "high")}");

    private static void RequireStrace()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("strace", ["-qq", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            probe.WaitForExit();
            if (probe.ExitCode != 0) Assert.Ignore("strace may not trace here: ptrace is forbidden.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("strace is not on the PATH: ./cartel test installs it, as root on Debian.");
        }
    }
}
