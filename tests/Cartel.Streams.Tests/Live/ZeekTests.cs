using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Streams.Tests;

public sealed class ZeekTests : FolderTest
{
    private const string Header = """
        #separator \x09
        #set_separator	,
        #empty_field	(empty)
        #unset_field	-
        #path	conn
        #open	2026-11-21-10-00-00
        #fields	ts	uid	proto	duration	orig_bytes	local_orig	history	label
        #types	time	string	enum	interval	count	bool	string	string

        """;

    private static readonly FeatureSchema Conn = new(
        [Feature.Numeric("orig_bytes"), Feature.Numeric("duration"), Feature.Nominal("proto", ["tcp", "udp"]), Feature.Numeric("local_orig")], ["Benign", "Malicious"]);

    private string Log => Folder.File("conn.log");

    [Test]
    public void A_log_is_read_by_its_own_header_with_unset_fields_missing_and_truths_as_numbers()
    {
        File.WriteAllText(Log, Header + "1.5\tCa\ttcp\t0.25\t100\tT\tSh\"A\tBenign\n2.5\tCb\tudp\t-\t7\tF\t(empty)\tMalicious\n3\tCc\ticmp\t1\t-\t-\tx\t-\n#close\t2026-11-21-11-00-00\n");
        using var source = Open("&key=uid&label=label");
        var sample = new Sample(4);
        var read = new List<(string?, int, float[])>();
        while (source.TryRead(sample)) read.Add((sample.Key, sample.Label, [.. sample.Values]));

        Assert.That(read.Select(static one => (one.Item1, one.Item2)), Is.EqualTo(new[] { ("Ca", 0), ("Cb", 1), ("Cc", -1) }));
        Assert.That(read.Select(static one => one.Item3), Is.EqualTo(new[] { new[] { 100f, 0.25f, 0, 1 }, new[] { 7, float.NaN, 1, 0 }, new[] { float.NaN, 1, -1, float.NaN } }));
        Assert.That(source.BadRows.First, Is.Empty);
    }

    [Test]
    public void Labels_three_spaces_behind_the_last_column_are_found()
    {
        var header = Header.Replace("\tlabel", "   label   detailed-label", StringComparison.Ordinal).Replace("\tstring\tstring", "\tstring   string   string", StringComparison.Ordinal);
        File.WriteAllText(Log, header + "1.5\tCa\ttcp\t0.25\t100\tT\tS   Malicious   C&C\n2\tCb\ttcp\t-\t-\tT\t-   Benign   -\n");
        using var source = Open("&label=label");

        Assert.That(source.DrainNames().Select(static sample => sample.Label), Is.EqualTo(new[] { 1, 0 }));
        Assert.That(source.BadRows.First, Is.Empty);
    }

    [Test]
    public void The_same_log_as_JSON_lines_is_read_as_well()
    {
        File.WriteAllText(Log, "{\"uid\":\"Ca\",\"proto\":\"tcp\",\"duration\":0.25,\"orig_bytes\":100,\"local_orig\":true,\"label\":\"Benign\"}\n");
        using var source = Open("&key=uid&label=label");

        var sample = new Sample(4);
        Assert.That(source.TryRead(sample), Is.True);
        Assert.That((sample.Key, sample.Label), Is.EqualTo(("Ca", 0)));
        Assert.That(sample.Values, Is.EqualTo(new[] { 100f, 0.25f, 0, 1 }));
    }

    [Test]
    public void A_rotated_log_begins_with_a_header_of_its_own_and_a_restart_reads_the_header_again()
    {
        File.WriteAllText(Log, Header + Row(1) + Row(2));
        string mark;
        using (var source = Open())
        {
            source.TryRead(new Sample(4));
            mark = source.Mark;
        }

        File.AppendAllText(Log, "#close\t2026-11-21-11-00-00\n");
        File.Move(Log, Folder.File("conn.2026-11-21-10-00-00.log"));
        File.WriteAllText(Log, Header.Replace("\tproto\tduration", "\tduration\tproto", StringComparison.Ordinal).Replace("\tenum\tinterval", "\tinterval\tenum", StringComparison.Ordinal) + "1\tC\t0.5\ttcp\t3\tT\tS\tBenign\n");

        using var next = Open();
        next.Return(mark, 1);
        Assert.That(next.Drain(), Is.EqualTo(new float[] { 2, 3 }));
        Assert.That((next.Gaps.Count, next.BadRows.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Rows_before_a_header_and_rows_of_another_log_are_set_aside_and_told()
    {
        File.WriteAllText(Log, Row(1) + "#fields\tts\tuid\tquery\n1\tC\texample\n" + Header + Row(2));
        using var source = Open();

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 2 }));
        Assert.That(source.BadRows.First.Select(static row => row.Reason), Has.Exactly(1).EqualTo("stands before any #fields line").And.Exactly(1).Contains("lacks the column “orig_bytes” of the task"));
        Assert.That(source.Gaps["header"], Is.EqualTo(1));
    }

    private static string Row(int bytes) => $"1\tC\ttcp\t0.5\t{bytes}\tT\tS\tBenign\n";

    private LiveSource Open(string more = "") => LiveSources.Open($"zeek:{Log}?follow=true{more}", null, Conn, strict: false, TimeProvider.System);
}
