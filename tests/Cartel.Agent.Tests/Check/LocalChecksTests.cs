using Cartel.Testing;

namespace Cartel.Agent.Tests.Check;

internal sealed class LocalChecksTests : FolderTest
{
    private const string Manifest = """
        {"name": "flows", "schema": {"features": [{"name": "x", "kind": "numeric"}], "classes": ["a", "b"]}, "learner": "linear"}
        """;

    private AgentSettings Settings => new() { Name = "gateway-7", TaskFile = Folder.File("task.json"), Data = $"csv:{Folder.File("flows.csv")}?label=y", StateFolder = Folder.File("state") };

    [SetUp]
    public void Write()
    {
        File.WriteAllText(Folder.File("task.json"), Manifest);
        File.WriteAllText(Folder.File("flows.csv"), "x,y\n1,a\n2,b\n");
    }

    [Test]
    public void Where_all_is_there_all_is_well() =>
        Assert.That(LocalChecks.Look(Settings).Select(static found => (found.Check, found.Verdict)), Is.EqualTo([("task", Verdict.Ok), ("data", Verdict.Ok), ("state", Verdict.Ok)]));

    [Test]
    public void A_look_leaves_nothing_behind()
    {
        var before = Directory.GetFileSystemEntries(Folder.Path);

        Assert.That(LocalChecks.Look(Settings with { StateFolder = Folder.File("not/yet/there") }).Last().Verdict, Is.EqualTo(Verdict.Ok));

        Assert.That(Directory.GetFileSystemEntries(Folder.Path), Is.EquivalentTo(before));
    }

    [Test]
    public void Without_a_manifest_the_data_cannot_be_judged() =>
        Assert.That(LocalChecks.Look(Settings with { TaskFile = Folder.File("absent.json") }).Select(static found => (found.Check, found.Verdict)), Is.EqualTo([("task", Verdict.Error), ("state", Verdict.Ok)]));

    [TestCase("jsonl:-", Verdict.Ok, "standard input")]
    [TestCase("csv:{0}?follow=true", Verdict.Warning, "the agent waits for it")]
    [TestCase("csv:{0}/none/x.csv?follow=true", Verdict.Error, "make its folder first")]
    public void A_stream_that_may_come_later_is_told_from_one_that_cannot(string data, Verdict verdict, string message)
    {
        var found = LocalChecks.Look(Settings with { Data = data.Replace("{0}", Folder.File("later.csv"), StringComparison.Ordinal) }).Single(static found => found.Check == "data");

        Assert.That(found.Verdict, Is.EqualTo(verdict), found.Message);
        Assert.That(found.Message, Does.Contain(message));
    }

    [TestCase("absent.csv", Verdict.Error)]
    [TestCase("empty.csv", Verdict.Warning)]
    [TestCase("odd.csv", Verdict.Warning)]
    [TestCase("other.csv", Verdict.Error)]
    public void Data_that_cannot_be_used_is_told_with_what_to_do(string file, Verdict verdict)
    {
        File.WriteAllText(Folder.File("empty.csv"), "x,y\n");
        File.WriteAllText(Folder.File("odd.csv"), "x,y\nmany,a\n1,a\n");
        File.WriteAllText(Folder.File("other.csv"), "z,w\n1,a\n");

        var found = LocalChecks.Look(Settings with { Data = $"csv:{Folder.File(file)}?label=y" }).Single(static found => found.Check == "data");

        Assert.That(found.Verdict, Is.EqualTo(verdict), found.Message);
        Assert.That(found.Fix, Is.Not.Null);
    }

    [Test]
    public void A_folder_that_cannot_be_one_is_an_error()
    {
        File.WriteAllText(Folder.File("state"), "a file where the folder should be");

        Assert.That(LocalChecks.Look(Settings).Single(static found => found.Check == "state"), Has.Property("Verdict").EqualTo(Verdict.Error).And.Property("Fix").Contains("--state"));
    }
}
