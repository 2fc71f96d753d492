using System.Text.Json;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Diagnostics;

internal sealed class AgentLogsTests : FolderTest
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    [Test]
    public void A_line_for_people_has_time_level_number_and_words() => Assert.That(Say(LogFormat.Text, toJournal: false), Is.EqualTo("05:06:07 warn: [107] Agent a: nothing usable came from donor d: two lines"));

    // sd-daemon(3): <4> is a warning.
    [Test]
    public void The_journal_hears_how_bad_it_is_and_notes_the_time_itself() =>
        Assert.That(Say(LogFormat.Text, toJournal: true), Is.EqualTo("<4>[107] Agent a: nothing usable came from donor d: two lines"));

    [Test]
    public void A_line_for_machines_is_one_object_with_its_fields()
    {
        var entry = JsonDocument.Parse(Say(LogFormat.Json, toJournal: false)).RootElement;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.GetProperty("at").GetDateTimeOffset(), Is.EqualTo(_time.GetUtcNow()));
            Assert.That(entry.GetProperty("level").GetString(), Is.EqualTo("warning"));
            Assert.That(entry.GetProperty("event").GetInt32(), Is.EqualTo(107));
            Assert.That(entry.GetProperty("name").GetString(), Is.EqualTo("DonorFailed"));
            Assert.That(entry.GetProperty("fields").GetProperty("reason").GetString(), Is.EqualTo("two\nlines"));
            Assert.That(entry.GetProperty("fields").EnumerateObject().Select(static field => field.Name), Is.EqualTo(["agent", "donor", "reason"]));
        }
    }

    [Test]
    public void Where_nobody_can_be_told_the_last_lines_are_kept_all_the_same()
    {
        using var full = new FullDisk();
        using (var log = new AgentLogs(full, new RollingFile(Folder.File("agent.log")), toJournal: false, _time)) Assert.That(() => AgentLog.RegistryBack(log, "a"), Throws.Nothing);

        Assert.That(File.ReadAllLines(Folder.File("agent.log")), Has.One.Contains("the registry answers again"));
    }

    [Test]
    public void An_exception_is_told_whole_to_machines()
    {
        using var said = new StringWriter();
        using var log = new AgentLogs(said, null, toJournal: false, _time) { Format = LogFormat.Json };
        AgentLog.Nonsense(log, "a", null, new InvalidDataException("no JSON"));

        Assert.That(JsonDocument.Parse(said.ToString()).RootElement.GetProperty("exception").GetString(), Does.StartWith("System.IO.InvalidDataException: no JSON"));
    }

    [Test]
    public void The_last_lines_stay_in_two_files_of_bounded_size()
    {
        var path = Folder.File("agent.log");
        using (var file = new RollingFile(path, mostBytes: 1_000))
        {
            for (var i = 0; i < 500; i++) file.Write($"line {i:000}");
        }

        var kept = File.ReadAllLines(path + ".1").Concat(File.ReadAllLines(path)).ToList();
        using (Assert.EnterMultipleScope())
        {
            // Nine bytes a line: one more line may make a file longer than the bound.
            Assert.That(new FileInfo(path).Length, Is.LessThan(1_009));
            Assert.That(new FileInfo(path + ".1").Length, Is.InRange(1_000, 1_008));
            Assert.That(kept, Is.EqualTo(Enumerable.Range(500 - kept.Count, kept.Count).Select(static i => $"line {i:000}")));
            Assert.That(Directory.GetFiles(Folder.Path), Has.Length.EqualTo(2));
        }
    }

    [Test]
    public void A_log_goes_on_where_it_was()
    {
        var path = Folder.File("agent.log");
        foreach (var line in (string[])["before", "after"])
        {
            using var file = new RollingFile(path);
            file.Write(line);
        }

        Assert.That(File.ReadAllLines(path), Is.EqualTo(["before", "after"]));
    }

    [Test]
    public void A_file_that_cannot_be_written_stops_nobody()
    {
        using var file = new RollingFile(Folder.File("not/there/agent.log"));

        Assert.That(() => file.Write("line"), Throws.Nothing);
    }

    private string Say(LogFormat format, bool toJournal)
    {
        using var said = new StringWriter();
        using var log = new AgentLogs(said, null, toJournal, _time) { Format = format };
        AgentLog.DonorFailed(log, "a", "d", "two\nlines");
        return said.ToString().TrimEnd();
    }

    private sealed class FullDisk : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }
}
