using System.Text;
using Cartel.Learning;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Hosting;

/// <summary>Labels from a file and from what is posted, by one agent.</summary>
public sealed class LaterLabelsTests : FolderTest
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x")], ["a", "b"]);

    [SetUp]
    public void WriteFiles()
    {
        File.WriteAllText(Folder.File("x.csv"), "x,id\n1,p\n");
        File.WriteAllText(Folder.File("labels.csv"), "id,class\nf1,b\nf2,a\n");
    }

    [Test]
    public void Both_go_on_from_where_a_checkpoint_left_them()
    {
        string mark;
        using (var input = Open(listen: 9464, labels: true))
        {
            Post(input, """{"key":"p1","label":"a"}""", """{"key":"p2","label":"b"}""");
            Assert.That(Read(input.Labels!, 3), Is.EqualTo(new[] { ("f1", 1), ("f2", 0), ("p1", 0) }));
            mark = input.Labels!.Mark;
            input.Labels.Commit(mark);
            Assert.That(Read(input.Labels, 9), Is.EqualTo(new[] { ("p2", 1) }));
        }

        using var again = Open(listen: 9464, labels: true);
        again.Labels!.Return(mark);
        Post(again, """{"key":"p3","label":"a"}""");
        Assert.That(Read(again.Labels, 9), Is.EqualTo(new[] { ("p2", 1), ("p3", 0) }));
    }

    [Test]
    public void What_was_posted_is_learned_also_by_an_agent_that_listens_no_more()
    {
        using (var input = Open(listen: 9464, labels: false)) Post(input, """{"key":"p1","label":"a"}""");

        using var next = Open(listen: 0, labels: false);

        Assert.That(Read(next.Labels!, 9), Is.EqualTo(new[] { ("p1", 0) }));
    }

    [Test]
    public void A_mark_from_before_labels_could_be_posted_is_that_of_the_file()
    {
        string mark;
        using (var input = Open(listen: 0, labels: true))
        {
            Assert.That(Read(input.Labels!, 1), Is.EqualTo(new[] { ("f1", 1) }));
            mark = input.Labels!.Mark;
        }

        using var next = Open(listen: 9464, labels: true);
        next.Labels!.Return(mark);
        Post(next, """{"key":"p1","label":"a"}""");

        Assert.That(Read(next.Labels, 9), Is.EqualTo(new[] { ("f2", 0), ("p1", 0) }));
    }

    [Test]
    public void An_agent_that_can_be_posted_none_has_none() =>
        Assert.That(Open(listen: 0, labels: false), Has.Property(nameof(AgentInput.Labels)).Null.And.Property(nameof(AgentInput.PostedLabels)).Null);

    private static void Post(AgentInput input, params string[] lines) =>
        Assert.That(input.PostedLabels!.Append(Encoding.UTF8.GetBytes(string.Join('\n', lines)), null).Outcome, Is.EqualTo(SpoolOutcome.Accepted));

    private static List<(string Key, int Label)> Read(ILabelSource labels, int most)
    {
        var read = new List<(string, int)>();
        while (read.Count < most && labels.TryRead(out var key, out var label)) read.Add((key, label));
        return read;
    }

    private AgentInput Open(int listen, bool labels) => AgentInput.Open(
        new AgentSettings
        {
            Name = "one",
            TaskFile = "task.json",
            Data = $"csv:{Folder.File("x.csv")}?key=id",
            StateFolder = Folder.File("state"),
            Listen = listen,
            Labels = labels ? $"csv:{Folder.File("labels.csv")}?key=id&follow=true" : null,
        },
        Schema);
}
