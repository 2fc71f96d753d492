using Cartel.Testing;

namespace Cartel.Agent.Tests.Diagnostics;

internal sealed class StatusFileTests : FolderTest
{
    private static LiveStatus Mine => SomeStatus.Full with { Pid = Environment.ProcessId };

    [Test]
    public void What_was_written_is_read_again()
    {
        StatusFile.Write(Folder.Path, SomeStatus.Full);

        var read = StatusFile.Read(Folder.Path)!;

        Assert.That(StatusCommand.Describe(new StatusReport(true, 0, read, null)), Is.EqualTo(StatusCommand.Describe(new StatusReport(true, 0, SomeStatus.Full, null))));
        Assert.That(Directory.GetFiles(Folder.Path), Is.EqualTo([StatusFile.In(Folder.Path)]));
    }

    [TestCase("{\"agent\":")]
    [TestCase("[]")]
    [TestCase("")]
    public void A_file_that_makes_no_sense_is_none(string text)
    {
        File.WriteAllText(StatusFile.In(Folder.Path), text);

        Assert.That(StatusFile.Read(Folder.Path), Is.Null);
    }

    [Test]
    public void Where_there_is_no_file_there_is_no_status() => Assert.That(StatusFile.Read(Folder.File("absent")), Is.Null);

    [Test]
    public void A_folder_that_is_gone_stops_nobody() => Assert.That(() => StatusFile.Write(Folder.File("absent"), Mine), Throws.Nothing);

    [Test]
    public void An_agent_lives_while_its_process_does_and_it_says_so()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StatusFile.IsAlive(Mine, SomeStatus.At + TimeSpan.FromSeconds(5)), Is.True);
            Assert.That(StatusFile.IsAlive(Mine, SomeStatus.At + TimeSpan.FromMinutes(1)), Is.False, "it has not said anything for long");
            Assert.That(StatusFile.IsAlive(Mine with { State = AgentPhase.Stopped }, SomeStatus.At), Is.False, "it said farewell");
            // Above what Linux gives to processes, 2²².
            Assert.That(StatusFile.IsAlive(Mine with { Pid = 5_000_000 }, SomeStatus.At), Is.False, "its process is gone");
        }
    }
}
