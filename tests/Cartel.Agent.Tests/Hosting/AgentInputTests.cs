using Cartel.Learning;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Hosting;

public sealed class AgentInputTests : FolderTest
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x")], ["a", "b"]);

    [Test]
    public void A_file_read_once_can_be_returned_to_by_position_and_one_that_is_followed_by_its_mark()
    {
        File.WriteAllText(Folder.File("x.csv"), "x,class,id\n1,a,p\n");
        using var once = AgentInput.Open(Settings($"csv:{Folder.File("x.csv")}"), Schema);
        using var followed = AgentInput.Open(Settings($"csv:{Folder.File("x.csv")}?follow=true"), Schema);

        Assert.That(once.Source, Is.InstanceOf<CsvSource>());
        Assert.That(followed.Source, Is.InstanceOf<ILiveSource>());
        Assert.That((once.Labels, followed.Labels), Is.EqualTo(((ILabelSource?)null, (ILabelSource?)null)));
    }

    [Test]
    public void Labels_are_opened_beside_their_samples()
    {
        File.WriteAllText(Folder.File("x.csv"), "x,id\n1,p\n");
        File.WriteAllText(Folder.File("labels.csv"), "id,class\np,b\n");
        using var input = AgentInput.Open(Settings($"csv:{Folder.File("x.csv")}?key=id") with { Labels = $"csv:{Folder.File("labels.csv")}?key=id" }, Schema);

        Assert.That(input.Labels!.TryRead(out var key, out var label), Is.True);
        Assert.That((key, label), Is.EqualTo(("p", 1)));
    }

    [TestCase("csv:-", "csv:-?key=id", false)]
    [TestCase("jsonl:-", null, true)]
    public void Standard_input_serves_one_purpose(string data, string? labels, bool stopWithStdin) => Assert.That(
        () => AgentInput.Open(Settings(data) with { Labels = labels, StopWithStdin = stopWithStdin }, Schema),
        Throws.TypeOf<DataSpecException>().With.Message.Contains("standard input can be used for one thing only"));

    [TestCase("jsonl:x.jsonl?follow=yes", "follow=yes is neither true nor false")]
    [TestCase("jsonl:x.jsonl?kye=id&follow=true", "jsonl has no option “kye”; its options are label, nominal, drop, delimiter, missing, bins, file, key, follow")]
    [TestCase("jsonl:none.jsonl", "there is no file or folder none.jsonl")]
    [TestCase("zeek:", "names no file after “zeek:”")]
    public void A_name_that_makes_no_sense_is_refused_with_what_to_do(string data, string message) =>
        Assert.That(() => AgentInput.Open(Settings(data), Schema), Throws.TypeOf<DataSpecException>().With.Message.Contains(message));

    private AgentSettings Settings(string data) => new() { Name = "one", TaskFile = "task.json", Data = data, StateFolder = Folder.Path };
}
