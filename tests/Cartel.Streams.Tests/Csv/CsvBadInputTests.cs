using System.Text;
using Cartel.Learning;

namespace Cartel.Streams.Tests;

/// <summary>What bad input gets: a message with file and line; bad rows set aside, or the first one thrown when strict.</summary>
public sealed class CsvBadInputTests
{
    private static readonly FeatureSchema Given = new([Feature.Numeric("x"), Feature.Nominal("k", ["p", "q"])], ["a", "b"]);
    private Scratch _scratch = null!;

    [SetUp]
    public void MakeFolder() => _scratch = new Scratch();

    [TearDown]
    public void RemoveFolder() => _scratch.Dispose();

    [TestCase("5,p", "has 2 fields and the header 3: too few")]
    [TestCase("5", "has 1 field and the header 3: too few")]
    [TestCase("5,p,a,7", "has 4 fields and the header 3: too many")]
    [TestCase("five,p,a", "column x holds the text “five” where a number is due")]
    [TestCase("0x1F,p,a", "column x holds the text “0x1F”")]
    [TestCase("1,5,p,a", "has 4 fields")]
    [TestCase("nan,p,a", "column x holds “nan”, which is no finite number")]
    [TestCase("NaN,p,a", "column x holds “NaN”")]
    [TestCase("inf,p,a", "column x holds “inf”")]
    [TestCase("-INF,p,a", "column x holds “-INF”")]
    [TestCase("Infinity,p,a", "column x holds “Infinity”")]
    [TestCase("∞,p,a", "column x holds the text “∞”")]
    [TestCase("1e39,p,a", "column x holds “1e39”, which is no finite number", Description = "the largest single is 3.4e38")]
    [TestCase("1e999,p,a", "column x holds “1e999”")]
    [TestCase("5,p,", "has no label")]
    [TestCase("5,\"p\"q,a", "text follows the closing quote of field 2")]
    public void A_bad_row_is_set_aside_with_file_line_and_reason_and_stops_a_strict_reader(string bad, string reason)
    {
        var path = _scratch.Write("bad.csv", $"x,k,class\n1,p,a\n2,q,b\n{bad}\n3,p,a\n4,q,b\n");

        var data = DataSets.Open(path, null, strict: false);

        Assert.That(Enumerable.Range(0, data.Count).Select(row => data.Row(row)[0]), Is.EqualTo(new[] { 1f, 2, 3, 4 }));
        Assert.That(data.BadRows.Count, Is.EqualTo(1));
        Assert.That(data.BadRows.First[0].File, Is.EqualTo(path));
        Assert.That(data.BadRows.First[0].Line, Is.EqualTo(4));
        Assert.That(data.BadRows.First[0].Reason, Does.StartWith(reason));
        Assert.That(
            () => DataSets.Open(path, null, strict: true),
            Throws.TypeOf<BadRowException>().With.Message.StartsWith($"{path}, line 4: {reason}"));
    }

    [Test]
    public void An_unknown_class_value_is_a_bad_row_where_the_schema_is_given()
    {
        var path = _scratch.Write("bad.csv", "x,k,class\n1,p,a\n2,q,c\n3,p,\n");
        using var source = CsvSource.Open(path, null, Given, strict: false);

        Assert.That(source.ReadSamples().Select(sample => sample.Label), Is.EqualTo(new[] { 0, Sample.Unlabelled }));
        Assert.That(source.BadRows.First, Is.EqualTo(new[] { new BadRow(path, 3, "has the unknown class “c”; the classes are a, b") }));

        using var strict = CsvSource.Open(path, null, Given, strict: true);
        Assert.That(() => strict.ReadSamples(), Throws.TypeOf<BadRowException>().With.Message.StartsWith($"{path}, line 3: has the unknown class “c”"));
    }

    [Test]
    public void The_first_ten_bad_rows_are_kept_and_all_are_counted()
    {
        var path = _scratch.Write("bad.csv", "x,class\n" + string.Concat(Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? $"{i},{i % 4}\n" : "too,many,fields\n")));

        var data = DataSets.Open(path, null, strict: false);

        Assert.That(data.BadRows.Count, Is.EqualTo(25));
        Assert.That(data.BadRows.First.Select(row => row.Line), Is.EqualTo(new long[] { 3, 5, 7, 9, 11, 13, 15, 17, 19, 21 }));
        Assert.That(data.Count, Is.EqualTo(25));
    }

    [Test]
    public void Lines_are_counted_through_quoted_lines_and_blank_lines()
    {
        var path = _scratch.Write("bad.csv", "x,k,class\r\n1,\"p\r\np\",a\r\n\r\n2,q,b,!\r\n3,q,b\r\n");

        Assert.That(DataSets.Open(path, null, strict: false).BadRows.First.Single().Line, Is.EqualTo(5));
    }

    [Test]
    public void A_missing_label_column_lists_the_columns()
    {
        var path = _scratch.Write("bad.csv", "x,y,target\n1,2,a\n");

        Assert.That(
            () => DataSets.Open(path, null, strict: false),
            Throws.TypeOf<StreamFormatException>().With.Message.EqualTo(
                $"{path}, line 1: has no label column “class”; its columns are x, y, target; choose one with ?label=NAME"));
    }

    [TestCase("", "is empty")]
    [TestCase("\n\n", "is empty")]
    [TestCase("x,class\n", "has a header and no rows")]
    [TestCase("x,class", "has a header and no rows")]
    [TestCase("x,class\n1,a,b\n", "none of its 1 rows can be used")]
    [TestCase("x,class\n1,a\n2,a\n", "has one class only, a")]
    [TestCase("x,x,class\n1,2,a\n", "names the column “x” twice")]
    [TestCase("class\na\nb\n", "has no column beside the label")]
    [TestCase("\"x,class\n1,a\n", "in the header, a quote is opened and not closed")]
    public void A_file_without_usable_rows_is_refused(string text, string reason)
    {
        var path = _scratch.Write("bad.csv", text);

        Assert.That(
            () => DataSets.Open(path, null, strict: false),
            Throws.TypeOf<StreamFormatException>().With.Message.StartsWith(path).And.Message.Contains(reason));
    }

    [Test]
    public void An_unterminated_quote_costs_its_own_line_only()
    {
        var path = _scratch.Write("bad.csv", "x,k,class\n1,p,a\n2,\"q,b\n3,p,a\n4,q,b\n");

        var data = DataSets.Open(path, null, strict: false);

        Assert.That(Enumerable.Range(0, data.Count).Select(row => data.Row(row)[0]), Is.EqualTo(new[] { 1f, 3, 4 }));
        Assert.That(data.BadRows.First, Is.EqualTo(new[] { new BadRow(path, 3, "a quote is opened and not closed before the end of the file") }));
    }

    [TestCase("", 3 << 20, "the row is longer than 1 MiB")]
    [TestCase("", (1 << 20) - 4, "the row is longer than 1 MiB", Description = "by one byte, with its line's end")]
    [TestCase("\"", 3 << 20, "a quote is opened and not closed within 1 MiB")]
    public void A_row_over_one_MiB_is_set_aside(string opening, int length, string reason)
    {
        var line = $"2,{opening}{new string('z', length)},b\n";
        var path = _scratch.Write("bad.csv", $"x,k,class\n1,p,a\n{line}3,p,a\n4,q,b\n");

        var data = DataSets.Open(path, null, strict: false);

        Assert.That(Enumerable.Range(0, data.Count).Select(row => data.Row(row)[0]), Is.EqualTo(new[] { 1f, 3, 4 }));
        Assert.That(data.BadRows.First, Is.EqualTo(new[] { new BadRow(path, 3, reason) }));
    }

    [Test]
    public void A_row_just_below_one_MiB_is_read()
    {
        var path = _scratch.Write("long.csv", $"x,k,class\n1,{new string('z', (1 << 20) - 10)},a\n2,q,b\n");

        Assert.That(DataSets.Open(path, null, strict: true).Count, Is.EqualTo(2));
    }

    [Test]
    public void Gzip_cut_short_is_an_error_with_the_rows_read_before()
    {
        var random = new Random(1);
        var whole = Scratch.Gzip("x,class\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{random.Next()},{i % 2}\n")));

        foreach (var left in new[] { whole.Length / 2, whole.Length - 8, whole.Length - 3, whole.Length - 1 })
        {
            var path = _scratch.Write("cut.csv.gz", whole[..left]);

            var error = Assert.Throws<StreamFormatException>(() => DataSets.Open(path, null, strict: false))!;

            Assert.That(error.Message, Does.StartWith($"{path}, line ").And.Contain("the gzip data is cut short here").And.Match(@"\(\d+ rows were read before\)"));
            Assert.That(error.Line, Is.GreaterThan(left < whole.Length / 2 + 1 ? 1_000 : 19_000));
        }
    }

    [Test]
    public void Gzip_cut_short_gives_a_source_every_whole_row_before_and_no_half_row()
    {
        var rows = Enumerable.Range(0, 20_000).Select(i => $"{i},p,{(i % 2 == 0 ? 'a' : 'b')}\n");
        var whole = Scratch.Gzip("x,k,class\n" + string.Concat(rows));
        using var source = CsvSource.Open(_scratch.Write("cut.csv.gz", whole[..(whole.Length / 2)]), null, Given, strict: false);
        var sample = new Sample(2);
        var read = new List<float>();

        Assert.That(
            () =>
            {
                while (source.TryRead(sample)) read.Add(sample.Values[0]);
            },
            Throws.TypeOf<StreamFormatException>().With.Message.Contains("cut short"));
        Assert.That(read, Is.EqualTo(Enumerable.Range(0, read.Count).Select(i => (float)i)));
        Assert.That(read, Has.Count.GreaterThan(1000));
        Assert.That(source.Position, Is.EqualTo(read.Count));
    }

    [Test]
    public void Damaged_gzip_is_an_error()
    {
        var bytes = Scratch.Gzip("x,class\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i * 7919 % 1000},{i % 2}\n")));
        bytes[^6] ^= 1;
        var path = _scratch.Write("damaged.csv.gz", bytes);

        Assert.That(
            () => DataSets.Open(path, null, strict: false),
            Throws.TypeOf<StreamFormatException>().With.Message.StartsWith($"{path}, line ").And.Message.Contains("the gzip data is damaged"));
    }

    [Test]
    public void A_file_that_vanishes_or_changes_while_it_is_read_is_an_error([Values] bool vanishes)
    {
        var path = _scratch.Write("moving.csv", "x,k,class\n" + string.Concat(Enumerable.Repeat("1,p,a\n", 50_000)));
        using var source = CsvSource.Open(path, null, Given, strict: false);
        var sample = new Sample(2);
        Assert.That(source.TryRead(sample), Is.True);

        if (vanishes) File.Delete(path);
        else File.AppendAllText(path, "1,p,a\n");

        Assert.That(
            () =>
            {
                while (source.TryRead(sample))
                {
                }
            },
            Throws.TypeOf<StreamFormatException>().With.Message.Match(
                $@"^{path}, line \d+: the file {(vanishes ? "vanished" : "changed")} while it was read$"));
        Assert.That(source.Position, Is.InRange(2, 49_999));
    }

    [Test]
    public void UTF_16_is_named()
    {
        var path = _scratch.Write("wide.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("x,class\n1,a\n")]);

        Assert.That(() => DataSets.Open(path, null, strict: false), Throws.TypeOf<StreamFormatException>().With.Message.Contains("UTF-16"));
    }

    [Test]
    public void A_pattern_that_fits_no_column_is_named() =>
        Assert.That(
            () => DataSets.Open(_scratch.Write("x.csv", "x,class\n1,a\n2,b\n") + "?drop=idd", null, strict: false),
            Throws.TypeOf<DataSpecException>().With.Message.Contains("drop=idd fits no column; its columns are x, class"));

    [Test]
    public void A_stray_text_is_a_bad_row_and_a_tenth_of_texts_makes_a_nominal_column()
    {
        Assert.That(KindOfFirst(texts: 99, numbers: 901), Is.EqualTo(FeatureKind.Numeric));
        Assert.That(KindOfFirst(texts: 100, numbers: 900), Is.EqualTo(FeatureKind.Nominal));
    }

    private FeatureKind KindOfFirst(int texts, int numbers)
    {
        var rows = Enumerable.Range(0, texts + numbers).Select(i => $"{(i < texts ? "t" : i)},{i % 2}\n");
        return DataSets.Open(_scratch.Write("mixed.csv", "x,class\n" + string.Concat(rows)), null, strict: false).Schema.Features[0].Kind;
    }
}
