using System.Text;
using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Streams.Tests;

/// <summary>What happens to a file while it is followed.</summary>
public sealed class FollowedFileTests : FolderTest
{
    private string Log => Folder.File("log.csv");

    private string Spec => $"csv:{Log}?follow=true";

    [Test]
    public void A_file_is_read_as_it_grows_and_a_row_only_once_it_is_whole()
    {
        File.WriteAllText(Log, "x,class\n1,a\n2,");
        using var source = LiveReading.Open(Spec);
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 1 }));

        File.AppendAllText(Log, "b");
        Assert.That(source.Drain(), Is.Empty);

        File.AppendAllText(Log, "\n3,a\n");
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 2, 3 }));
        Assert.That((source.Position, source.HasEnded), Is.EqualTo((3, false)));
    }

    [Test]
    public void A_row_cut_within_a_character_is_read_whole()
    {
        var schema = new FeatureSchema([Feature.Nominal("k", ["ä", "€"])], ["a", "b"]);
        var text = Encoding.UTF8.GetBytes("k,class\n€,a\nä,b\n");
        for (var cut = 8; cut < text.Length; cut++)
        {
            File.WriteAllBytes(Log, text[..cut]);
            using var source = LiveReading.Open(Spec, schema);
            var first = source.Drain();
            File.WriteAllBytes(Log, text);
            Assert.That(first.Concat(source.Drain()), Is.EqualTo(new float[] { 1, 0 }), $"cut at {cut}");
        }
    }

    [Test]
    public void A_file_that_comes_later_is_waited_for()
    {
        using var source = LiveReading.Open(Spec);
        Assert.That(source.Drain(), Is.Empty);
        Assert.That(source.Gaps["missing"], Is.EqualTo(1), "told once, however often it is looked for");

        File.WriteAllText(Log, "x,class\n1,a\n");
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 1 }));
    }

    [Test]
    public void A_renamed_file_is_read_to_its_end_and_then_the_new_one()
    {
        File.WriteAllText(Log, "x,class\n1,a\n");
        using var source = LiveReading.Open(Spec);
        source.Drain();

        File.Move(Log, Log + ".1");
        File.AppendAllText(Log + ".1", "2,a\n");
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 2 }), "its writer has it open still");
        File.WriteAllText(Log, "x,class\n");
        File.AppendAllText(Log + ".1", "3,a\n");
        File.AppendAllText(Log, "4,b\n");

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 3, 4 }));
        Assert.That(source.Gaps, Is.Empty);
    }

    [Test]
    public void A_file_that_is_copied_and_cut_short_loses_nothing_that_stands_in_the_copy()
    {
        File.WriteAllText(Log, "x,class\n1,a\n");
        using var source = LiveReading.Open(Spec);
        source.Drain();

        File.AppendAllText(Log, "2,a\n3,b\n");
        File.Copy(Log, Log + ".1");
        File.WriteAllText(Log, "");
        File.AppendAllText(Log, "4,a\n");

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 2, 3, 4 }), "and without a header its columns are as before");
        Assert.That(source.Gaps, Is.Empty);
    }

    [Test]
    public void A_file_cut_short_without_a_copy_is_begun_anew_and_that_is_told()
    {
        File.WriteAllText(Log, "x,class\n1,a\n2,b\n");
        using var source = LiveReading.Open(Spec);
        source.Drain();

        File.WriteAllText(Log, "x,class\n3,a\n");

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 3 }));
        Assert.That(source.Gaps["truncated"], Is.EqualTo(1));
    }

    [Test]
    public void A_file_cut_short_that_has_grown_beyond_where_we_were_is_noticed()
    {
        File.WriteAllText(Log, "x,class\n1,a\n2,b\n");
        using var source = LiveReading.Open(Spec);
        source.Drain();

        File.WriteAllText(Log, "x,class\n3,a\n4,a\n5,a\n");

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 3, 4, 5 }));
        Assert.That(source.Gaps["truncated"], Is.EqualTo(1));
    }

    [Test]
    public void A_file_that_vanishes_is_read_to_its_end_and_the_next_of_its_name_from_its_start()
    {
        File.WriteAllText(Log, "x,class\n1,a\n2,b\n");
        using var source = LiveReading.Open(Spec);
        source.TryRead(new Sample(1));
        File.Delete(Log);
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 2 }));

        File.WriteAllText(Log, "x,class\n3,a\n");
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 3 }));
    }

    [Test]
    public void A_file_replaced_by_a_longer_copy_of_itself_goes_on()
    {
        var rows = string.Concat(Enumerable.Range(0, 20).Select(static i => $"{i},a\n"));
        File.WriteAllText(Log, "x,class\n" + rows);
        using var source = LiveReading.Open(Spec);
        source.Drain();

        File.WriteAllText(Folder.File("draft"), "x,class\n" + rows + "20,a\n");
        File.Move(Folder.File("draft"), Log, overwrite: true);

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 20 }));
    }

    [Test]
    public void A_restarted_reader_finishes_the_rotated_files_first_packed_ones_too()
    {
        File.WriteAllText(Log, "x,class\n1,a\n2,b\n");
        string mark;
        using (var source = LiveReading.Open(Spec))
        {
            source.TryRead(new Sample(1));
            mark = source.Mark;
        }

        Assert.That(mark, Has.Length.LessThan(4096));
        File.Delete(Log);
        File.WriteAllBytes(Log + ".2.gz", Scratch.Gzip("x,class\n1,a\n2,b\n3,a\n"));
        File.WriteAllText(Log + ".1", "x,class\n4,a\n");
        File.WriteAllText(Log, "x,class\n5,a\n");

        using var next = LiveReading.Open(Spec);
        next.Return(mark, 1);
        Assert.That(next.Drain(), Is.EqualTo(new float[] { 2, 3, 4, 5 }));
        Assert.That((next.Position, next.Gaps.Count), Is.EqualTo((5, 0)));
    }

    [Test]
    public void A_restarted_reader_whose_file_is_gone_says_so_and_begins_with_the_next()
    {
        File.WriteAllText(Log, "x,class\n1,a\n2,b\n");
        string mark;
        using (var source = LiveReading.Open(Spec))
        {
            source.TryRead(new Sample(1));
            mark = source.Mark;
        }

        File.Delete(Log);
        File.WriteAllText(Log, "x,class\n8,b\n9,b\n");

        using var next = LiveReading.Open(Spec);
        next.Return(mark, 1);
        Assert.That(next.Drain(), Is.EqualTo(new float[] { 8, 9 }));
        Assert.That(next.Gaps.Keys, Is.EqualTo(new[] { "vanished" }).Or.EqualTo(new[] { "truncated" }));
    }

    [Test]
    public void A_rotated_file_whose_packing_is_damaged_is_read_as_far_as_it_goes_and_that_is_told()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 20_000).Select(_ => random.Next(1_000_000)).ToArray();
        var text = "x,class\n" + string.Concat(rows.Select(static row => $"{row},a\n"));
        File.WriteAllText(Log, text);
        string mark;
        using (var source = LiveReading.Open(Spec))
        {
            source.TryRead(new Sample(1));
            mark = source.Mark;
        }

        File.Delete(Log);
        var packed = Scratch.Gzip(text);
        packed.AsSpan(packed.Length / 2, 1000).Fill(0xFF);
        File.WriteAllBytes(Log + ".1.gz", packed);
        File.WriteAllText(Log, "x,class\n-1,a\n");

        using var next = LiveReading.Open(Spec);
        next.Return(mark, 1);
        var read = next.Drain();
        Assert.That(read, Has.Count.InRange(1000, 19_000));
        Assert.That(read[..1000], Is.EqualTo(rows[1..1001].Select(static row => (float)row)));
        Assert.That(read[^1], Is.EqualTo(-1));
        Assert.That(next.Gaps["damaged"], Is.EqualTo(1));
    }

    [Test]
    public void Who_writes_the_file_may_lock_it()
    {
        File.WriteAllText(Log, "x,class\n1,a\n");
        using var source = LiveReading.Open(Spec);
        source.Drain();

        using (var writer = new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.None)) writer.Write("2,a\n"u8);

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 2 }));
    }

    [Test]
    public void A_link_that_leads_to_another_file_each_day_is_followed()
    {
        File.WriteAllText(Folder.File("log-20261121.csv"), "x,class\n1,a\n2,a\n");
        File.CreateSymbolicLink(Log, Folder.File("log-20261121.csv"));
        string mark;
        using (var source = LiveReading.Open(Spec))
        {
            source.TryRead(new Sample(1));
            mark = source.Mark;
            File.WriteAllText(Folder.File("log-20261122.csv"), "x,class\n3,a\n");
            File.Delete(Log);
            File.CreateSymbolicLink(Log, Folder.File("log-20261122.csv"));
            Assert.That(source.Drain(), Is.EqualTo(new float[] { 2, 3 }));
        }

        using var next = LiveReading.Open(Spec);
        next.Return(mark, 1);
        Assert.That(next.Drain(), Is.EqualTo(new float[] { 2, 3 }));
        File.AppendAllText(Log, "4,a\n");
        Assert.That(next.Drain(), Is.EqualTo(new float[] { 4 }));
        Assert.That(next.Gaps, Is.Empty);
    }

    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("file1|1|2|3|-4|5|6:7|8:9|10|x|")]
    public void A_mark_that_makes_no_sense_begins_at_the_start(string mark)
    {
        File.WriteAllText(Log, "x,class\n1,a\n");
        using var source = LiveReading.Open(Spec);
        source.Return(mark, 0);

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 1 }));
    }

    [Test]
    public void A_folder_that_cannot_be_read_for_a_while_is_told_once_and_nothing_is_lost()
    {
        var folder = Folder.File("net");
        Directory.CreateDirectory(folder);
        var log = Path.Combine(folder, "log.csv");
        File.WriteAllText(log, "x,class\n1,a\n2,a\n");
        using var source = LiveReading.Open($"csv:{log}?follow=true");
        var mark = source.Mark;
        Directory.Move(folder, Folder.File("gone"));
        source.Return(mark, 0);
        Assert.That(source.Drain(), Is.Empty);

        Directory.Move(Folder.File("gone"), folder);
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 1, 2 }));
        Assert.That(source.Gaps.Values, Is.EqualTo(new long[] { 1 }));
    }

    [Test]
    public void A_file_that_is_not_followed_ends_and_its_last_line_needs_no_end()
    {
        File.WriteAllText(Log, "x,class,id\n1,a,p\n2,b,q");
        using var source = LiveReading.Open($"csv:{Log}?key=id");

        Assert.That(source.DrainNames(), Is.EqualTo(new (int, string?)[] { (0, "p"), (1, "q") }));
        Assert.That(source.HasEnded, Is.True);
    }

    [Test]
    public async Task Waiting_ends_when_it_is_told_to_stop()
    {
        using var source = LiveReading.Open(Spec);
        using var stop = new CancellationTokenSource();
        await source.WaitAsync(stop.Token);
        await stop.CancelAsync();

        Assert.That(async () => await source.WaitAsync(stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }
}
