using System.IO.Pipes;
using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Streams.Tests;

/// <summary>Folders of files, and files of labels.</summary>
public sealed class FolderTests : FolderTest
{
    private readonly ManualTime _time = new();

    [Test]
    public void Files_are_read_in_order_of_name_and_new_ones_taken_up()
    {
        Write("b.csv", "x,class\n2,a\n");
        Write("a.csv", "x,class\n1,a");
        Write(".c.csv", "x,class\n9,a\n");
        using var source = Open("*.csv");
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 1, 2 }), "the last line of a file that another follows needs no end");

        Write("c.csv", "x,class\n");
        Append("b.csv", "3,a\n");
        Append("c.csv", "4,a\n");
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 3, 4 }));
        Assert.That(source.Gaps, Is.Empty);
    }

    [Test]
    public void A_file_that_comes_too_late_is_left_out_and_told()
    {
        Write("b.csv", "x,class\n1,a\n");
        Write("c.csv", "x,class\n2,a\n");
        using var source = Open("*.csv");
        source.Drain();
        Write("a.csv", "x,class\n3,a\n");

        Assert.That(source.Drain(), Is.Empty);
        Assert.That(source.Gaps["late"], Is.EqualTo(1));
    }

    [Test]
    public void A_mark_needs_no_list_of_what_was_read_and_survives_that_it_is_deleted()
    {
        for (var i = 0; i < 20; i++) Write($"{i:D2}.csv", $"x,class\n{i},a\n{i}.5,a\n");
        string mark;
        using (var source = Open(""))
        {
            var sample = new Sample(1);
            for (var i = 0; i < 25; i++) source.TryRead(sample);
            mark = source.Mark;
        }

        for (var i = 0; i < 12; i++) File.Delete(Folder.File($"{i:D2}.csv"));
        using var next = Open("");
        next.Return(mark, 25);
        Assert.That(next.Drain(), Is.EqualTo(Enumerable.Range(25, 15).Select(static i => i / 2f is var half && half == (int)half ? half : (int)half + 0.5f)));
        Assert.That(mark, Has.Length.LessThan(300));
    }

    [Test]
    public void A_folder_that_is_not_followed_ends()
    {
        Write("a.csv", "x,class\n1,a\n");
        Write("b.csv", "x,class\n2,a");
        using var source = LiveSources.Open($"csv:{Folder.File("*.csv")}?key=x", null, LiveReading.Numbered, strict: false, _time);

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 1, 2 }));
        Assert.That(source.HasEnded, Is.True);
    }

    [Test]
    public void A_folder_that_is_not_there_is_an_error_that_names_it() =>
        Assert.That(
            () => LiveSources.Open($"csv:{Folder.File("none/x.csv")}?follow=true", null, LiveReading.Numbered, strict: false, _time),
            Throws.TypeOf<DataSpecException>().With.Message.Contains("make its folder first"));

    [TestCase("csv:x.csv?key=id&label=class&follow=true", "key,label\np,b\nq,?\n,a\nr,z\ns,a\n", "id,class")]
    [TestCase("jsonl:x.csv?key=id&label=class", "{\"id\":\"p\",\"class\":\"b\"}\n{\"id\":\"q\"}\n{\"class\":\"a\"}\n{\"id\":\"r\",\"class\":\"z\"}\n{\"id\":\"s\",\"class\":\"a\"}\n", "")]
    public void Labels_are_read_by_key_and_what_is_no_label_is_set_aside(string spec, string text, string header)
    {
        var path = Folder.File("x.csv");
        File.WriteAllText(path, header.Length > 0 ? header + text[text.IndexOf('\n', StringComparison.Ordinal)..] : text);
        using var labels = LiveSources.OpenLabels(spec.Replace("x.csv", path, StringComparison.Ordinal), null, LiveReading.Numbered, _time);

        var read = new List<(string, int)>();
        while (labels.TryRead(out var key, out var label)) read.Add((key, label));
        Assert.That(read, Is.EqualTo(new[] { ("p", 1), ("s", 0) }));
        Assert.That(labels.BadRows.First.Select(static row => row.Reason), Has.Some.Contains("has no label").And.Some.EqualTo("has no key").And.Some.Contains("unknown class “z”"));

        using var next = LiveSources.OpenLabels(spec.Replace("x.csv", path, StringComparison.Ordinal), null, LiveReading.Numbered, _time);
        next.Return(labels.Mark);
        Assert.That(next.TryRead(out _, out _), Is.False);
    }

    [Test]
    public void Labels_without_a_key_are_refused() =>
        Assert.That(() => LiveSources.OpenLabels("csv:labels.csv?label=class", null, LiveReading.Numbered, _time), Throws.TypeOf<DataSpecException>().With.Message.Contains("add key=NAME"));

    [Test]
    public async Task A_pipe_is_read_without_waiting_and_ends_with_its_writer()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        var gaps = new Gaps();
        var options = LiveOptions.From("jsonl:-");
        var columns = new RowColumns(LiveReading.Numbered.Features, LiveReading.Numbered.Classes, options.Csv, false, false, null);
        using var source = new LiveSource(LiveReading.Numbered, new PipeFeed("a pipe", reader, gaps), new JsonFormat(columns), gaps, strict: false);
        Assert.That(source.Drain(), Is.Empty);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        writer.Write("{\"x\":1}\n{\"x\":"u8);
        var first = await DrainOne(source, deadline.Token);
        writer.Write("2}"u8);
        writer.Dispose();
        var second = await DrainOne(source, deadline.Token);
        while (!source.HasEnded) await DrainOne(source, deadline.Token);

        Assert.That((first, second, source.Mark), Is.EqualTo((1f, 2f, "")));
    }

    private static async Task<float> DrainOne(LiveSource source, CancellationToken stop)
    {
        var sample = new Sample(1);
        while (!source.TryRead(sample))
        {
            if (source.HasEnded) return float.NaN;
            await source.WaitAsync(stop);
        }

        return sample.Values[0];
    }

    private LiveSource Open(string pattern) =>
        LiveSources.Open($"csv:{Path.Combine(Folder.Path, pattern)}?follow=true", null, LiveReading.Numbered, strict: false, _time);

    private void Write(string name, string text) => File.WriteAllText(Folder.File(name), text);

    private void Append(string name, string text) => File.AppendAllText(Folder.File(name), text);
}
