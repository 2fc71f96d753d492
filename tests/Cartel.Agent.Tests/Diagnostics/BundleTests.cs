using System.IO.Compression;
using Cartel.Hosting;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Diagnostics;

/// <summary>A support archive holds what helps, and nothing that is nobody's business.</summary>
internal sealed class BundleTests : FolderTest
{
    private const string Token = "cartel_enroll_S3cretS3cretS3cret";
    private const string Password = "hunter2hunter2";
    private const string Value = "31337.25";
    private const string Key = "MHcCAQEEIPlantedPrivateKeyPlantedPrivateKeyPlanted";

    private string State => Folder.File("state");

    [Test]
    public void Nothing_that_was_planted_is_in_it_and_all_that_helps_is()
    {
        Plant();

        var files = Write();
        var all = string.Concat(files.Values);

        using (Assert.EnterMultipleScope())
        {
            foreach (var secret in (string[])[Token, Password, Value, Key, "PRIVATE KEY"]) Assert.That(all, Does.Not.Contain(secret));
            Assert.That(files.Keys, Is.EquivalentTo(["versions.txt", "status.json", "status.txt", "configuration.yaml", "check.json", "state.txt", "log.jsonl"]));
            Assert.That(files["configuration.yaml"], Does.Contain("name: gateway-7").And.Contain("https://…@registry.example"));
            Assert.That(files["log.jsonl"], Does.Contain("the registry answers again").And.Contain("\"event\":105").And.Contain("flows.csv, line 7: “…” holds the text “…” where a number is due").And.Not.Contain("\"event\":110"));
            Assert.That(files["state.txt"], Does.Contain("identity.key").And.Contain("agent.db"));
            Assert.That(files["check.json"], Does.Contain("(left out: it may quote the data)").And.Contain("see whether its columns"));
            Assert.That(files["status.json"], Does.Contain("gateway-7"));
            Assert.That(files["versions.txt"], Does.Contain("cartel-agent "));
        }
    }

    [Test]
    public void Of_a_long_log_the_end_is_kept()
    {
        Directory.CreateDirectory(State);
        File.WriteAllLines(Path.Combine(State, "agent.log.1"), Enumerable.Range(0, 3_000).Select(static i => $$"""{"event":101,"message":"line {{i}}"}"""));
        File.WriteAllLines(Path.Combine(State, "agent.log"), [.. Enumerable.Range(3_000, 500).Select(static i => $$"""{"event":101,"message":"line {{i}}"}"""), "{\"event\":101,\"mess"]);

        var lines = Write()["log.jsonl"].Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines, Has.Length.EqualTo(2_000));
        Assert.That(lines[^1], Does.Contain("line 3499"), "a torn line is left out");
    }

    private void Plant()
    {
        Directory.CreateDirectory(State);
        File.WriteAllText(Path.Combine(State, "identity.key"), $"-----BEGIN EC PRIVATE KEY-----\n{Key}\n-----END EC PRIVATE KEY-----\n");
        File.WriteAllText(Path.Combine(State, "agent.db"), $"a model that has seen {Value}");
        File.WriteAllText(Path.Combine(State, "cartel-agent.env"), $"CARTEL_ENROLLMENT_TOKEN={Token}");
        Directory.CreateDirectory(Path.Combine(State, "posted"));
        File.WriteAllText(Path.Combine(State, "posted", "spool-1.jsonl"), $$"""{"x":{{Value}}}""");
        using var said = new StringWriter();
        using var log = new AgentLogs(said, new RollingFile(Path.Combine(State, AgentLogs.FileName)), toJournal: false, TimeProvider.System);
        AgentLog.RegistryBack(log, "gateway-7");
        AgentLog.BadRows(log, 1, $"flows.csv, line 2: column x holds the text “{Value}”");
        AgentLog.Fatal(log, "gateway-7", $"flows.csv, line 7: “x” holds the text “{Value} and more” where a number is due");
        AgentLog.RegistryAway(log, "gateway-7", new Uri($"https://me:{Password}@registry.example"), $"token={Token}");
        AgentLog.Fatal(log, "gateway-7", $"-----BEGIN EC PRIVATE KEY-----\n{Key}\n-----END EC PRIVATE KEY-----");
        StatusFile.Write(State, SomeStatus.Full with { Registry = SomeStatus.Full.Registry! with { Address = $"https://me:{Password}@registry.example" } });
    }

    private Dictionary<string, string> Write()
    {
        using var file = new MemoryStream();
        using (var bundle = new Bundle(file, SomeStatus.At))
        {
            bundle.AddVersions();
            bundle.AddStatus(StatusReport.Read(State, null, SomeStatus.At));
            bundle.AddConfiguration([new Setting("name", "gateway-7", "agent.yaml:1"), new Setting("registry", $"https://me:{Password}@registry.example", "agent.yaml:2")]);
            bundle.AddFindings([new Finding("data", Verdict.Warning, $"rows cannot be used: “{Value}”", "see whether its columns are those of the manifest")]);
            bundle.AddState(State);
        }

        using var archive = new ZipArchive(new MemoryStream(file.ToArray()));
        return archive.Entries.ToDictionary(static entry => entry.Name, static entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        });
    }
}
