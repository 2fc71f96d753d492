using System.Text;
using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Streams.Tests;

/// <summary>What stands in a file that is followed, and what of it cannot be used.</summary>
public sealed class FollowedRowsTests : FolderTest
{
    private string Log => Folder.File("log.csv");

    private string Spec => $"csv:{Log}?follow=true";

    [Test]
    public void A_header_that_lacks_a_column_is_an_error_at_the_start_and_later_makes_bad_rows()
    {
        File.WriteAllText(Log, "y,class\n1,a\n");
        Assert.That(() => LiveReading.Open(Spec), Throws.TypeOf<StreamFormatException>().With.Message.Contains("line 1: lacks the column “x” of the task"));

        File.WriteAllText(Log, "x,class\n1,a\n");
        using var source = LiveReading.Open(Spec);
        source.Drain();
        File.Move(Log, Log + ".1");
        File.WriteAllText(Log, "y,class,z\n2,a,3\n");
        Assert.That(source.Drain(), Is.Empty);
        Assert.That((source.BadRows.Count, source.Gaps["header"]), Is.EqualTo((2, 1)));
    }

    [Test]
    public void Columns_may_come_in_another_order_in_the_next_file()
    {
        File.WriteAllText(Log, "x,class\n1,a\n");
        using var source = LiveReading.Open(Spec);
        source.Drain();
        File.Move(Log, Log + ".1");
        File.WriteAllText(Log, "class,extra,x\nb,0,2\n");

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 2 }));
    }

    [Test]
    public void A_named_label_has_to_be_there_and_without_a_name_there_may_be_none()
    {
        File.WriteAllText(Log, "x\n1\n");
        Assert.That(() => LiveReading.Open(Spec + "&label=class"), Throws.TypeOf<StreamFormatException>().With.Message.Contains("has no label column “class”"));

        using var source = LiveReading.Open(Spec);
        Assert.That(source.DrainNames(), Is.EqualTo(new (int, string?)[] { (Sample.Unlabelled, null) }));
    }

    [TestCase("1,a\n\0\0\0\n2,a\n", 1, "holds the text")]
    [TestCase("1,a\n1e999,a\n2,a\n", 1, "no finite number")]
    [TestCase("1,a\n\"x\"y,a\n2,a\n", 1, "text follows the closing quote of field 1")]
    [TestCase("1,a\n3,a,a\n3\n2,a\n", 2, "has 3 fields and the header 2: too many")]
    public void Rows_of_no_use_are_set_aside(string rows, int bad, string reason)
    {
        File.WriteAllText(Log, "x,class\n" + rows.Replace("\0\0\0", "\0\0,a", StringComparison.Ordinal));
        using var source = LiveReading.Open(Spec);

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 1, 2 }));
        Assert.That(source.BadRows.Count, Is.EqualTo(bad));
        Assert.That(source.BadRows.First[0].ToString(), Does.StartWith($"{Log}, line 3: ").And.Contain(reason));
    }

    [Test]
    public void A_quote_that_is_never_closed_costs_a_line_once_it_is_too_long()
    {
        File.WriteAllText(Log, "x,class\n1,a\n\"2,a\n");
        using var source = LiveReading.Open(Spec);
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 1 }), "it may be closed yet");

        File.AppendAllText(Log, string.Concat(Enumerable.Repeat("3,a\n", 300_000)));
        Assert.That(source.Drain(), Is.EqualTo(Enumerable.Repeat(3f, 300_000)));
        Assert.That(source.BadRows.First.Single().Line, Is.EqualTo(3));
    }

    [Test]
    public void Text_of_another_encoding_is_refused_by_name()
    {
        File.WriteAllText(Log, "x,class\n1,a\n", Encoding.Unicode);

        Assert.That(() => LiveReading.Open(Spec), Throws.TypeOf<StreamFormatException>().With.Message.Contains("is UTF-16 text; Cartel reads UTF-8"));
    }
}
