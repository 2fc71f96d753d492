using Cartel.Learning;

namespace Cartel.Streams.Tests;

public sealed class CsvDataSetTests
{
    private Scratch _scratch = null!;

    [SetUp]
    public void MakeFolder() => _scratch = new Scratch();

    [TearDown]
    public void RemoveFolder() => _scratch.Dispose();

    [Test]
    public void Columns_are_numeric_or_nominal_by_their_first_rows_and_numbered_by_first_appearance()
    {
        var data = Load("size,colour,class,weight\n1.5,red,yes,-2e3\n,blue,no,?\n3,red,no,+7\n4,?,yes,.5\n5,green,maybe,1.\n");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.Schema.Features.Select(feature => (feature.Name, feature.Kind)), Is.EqualTo(new[]
            {
                ("size", FeatureKind.Numeric), ("colour", FeatureKind.Nominal), ("weight", FeatureKind.Numeric),
            }));
            Assert.That(data.Schema.Features[1].Categories, Is.EqualTo(new[] { "red", "blue", "green" }));
            Assert.That(data.Schema.Classes, Is.EqualTo(new[] { "yes", "no", "maybe" }));
            Assert.That(data.Row(0), Is.EqualTo(new[] { 1.5f, 0, -2000 }));
            Assert.That(data.Row(1), Is.EqualTo(new[] { float.NaN, 1, float.NaN }));
            Assert.That(data.Row(2), Is.EqualTo(new[] { 3f, 0, 7 }));
            Assert.That(data.Row(3), Is.EqualTo(new[] { 4, float.NaN, 0.5f }));
            Assert.That(data.Row(4), Is.EqualTo(new[] { 5f, 2, 1 }));
            Assert.That(Enumerable.Range(0, 5).Select(data.Label), Is.EqualTo(new[] { 0, 1, 1, 0, 2 }));
            Assert.That(data.BadRows.Count, Is.Zero);
        }
    }

    [Test]
    public void A_category_that_first_appears_late_is_still_in_the_schema()
    {
        var data = Load("x,kind,class\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i},{(i < 2900 ? "a" : "b")},{i % 2}\n")));

        Assert.That(data.Schema.Features[1].Categories, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(data.Count, Is.EqualTo(3000));
        Assert.That(data.Row(2999), Is.EqualTo(new[] { 2999f, 1 }));
    }

    [Test]
    public void Options_choose_label_nominal_columns_dropped_columns_and_delimiter()
    {
        var data = Load("id;c1;c2;x;proto;y\n7;1;2;3;6;a\n8;2;2;4;17;b\n", "?label=y&nominal=c*,proto&drop=id&delimiter=;");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.Schema.Features.Select(feature => feature.Name), Is.EqualTo(new[] { "c1", "c2", "x", "proto" }));
            Assert.That(data.Schema.Features.Where(feature => feature.Kind is FeatureKind.Nominal).Select(feature => feature.Name), Is.EqualTo(new[] { "c1", "c2", "proto" }));
            Assert.That(data.Schema.Features[3].Categories, Is.EqualTo(new[] { "6", "17" }));
            Assert.That(data.Row(1), Is.EqualTo(new[] { 1f, 0, 4, 1 }));
        }
    }

    [Test]
    public void Quotes_commas_and_lines_within_fields_byte_order_mark_and_CRLF_are_read()
    {
        var data = Load("\uFEFF\"x, in m\",note,\"class\"\r\n1,\"said \"\"no\"\"\",a\r\n2,\"two\r\nlines\",\"b\"\r\n\r\n3,\"\",a");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.Schema.Features[0].Name, Is.EqualTo("x, in m"));
            Assert.That(data.Schema.Features[1].Categories, Is.EqualTo(new[] { "said \"no\"", "two\r\nlines" }));
            Assert.That(data.Row(2), Is.EqualTo(new[] { 3, float.NaN }));
            Assert.That(data.Count, Is.EqualTo(3));
        }
    }

    [Test]
    public void Gzip_is_told_by_content_whatever_the_name_and_may_have_several_members()
    {
        byte[] bytes = [.. Scratch.Gzip("x,class\n1,a\n2,"), .. Scratch.Gzip("b\n3,b\n")];

        var data = DataSets.Open(_scratch.Write("plain.csv", bytes), null, strict: true);

        Assert.That(Enumerable.Range(0, data.Count).Select(row => (data.Row(row)[0], data.LabelName(row))), Is.EqualTo(new[] { (1f, "a"), (2f, "b"), (3f, "b") }));
    }

    [TestCase("1", 1)]
    [TestCase("-0.1", -0.1)]
    [TestCase(" 12.50\t", 12.5)]
    [TestCase("123456789012345", 123456789012345)]
    [TestCase("0.000000000000001", 1e-15)]
    [TestCase("1234567890123456789", 1234567890123456789)]
    [TestCase("1e-3", 1e-3)]
    [TestCase("+5", 5)]
    public void Numbers_are_the_nearest_single_of_the_double(string text, double expected)
    {
        Assert.That(CsvNumber.Read(System.Text.Encoding.UTF8.GetBytes(text), out var value), Is.EqualTo(CsvValue.Number));
        Assert.That(value, Is.EqualTo((float)expected));
    }

    [Test]
    public void Random_decimals_are_read_as_the_framework_reads_them()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var text = ((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 9))).ToString(random.Next(3) switch { 0 => "R", 1 => "F6", _ => "E9" });
            CsvNumber.Read(System.Text.Encoding.UTF8.GetBytes(text), out var value);
            Assert.That(value, Is.EqualTo((float)double.Parse(text)), text);
        }
    }

    [Test]
    public void A_numeric_row_allocates_nothing()
    {
        using var source = CsvSource.Open(
            _scratch.Write("n.csv", "x,y,class\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i}.25,{-i}e-2,{i % 2}\n"))),
            null,
            new FeatureSchema([Feature.Numeric("x"), Feature.Numeric("y")], ["0", "1"]),
            strict: true);
        var sample = new Sample(2);
        for (var i = 0; i < 100; i++) source.TryRead(sample);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 800; i++) source.TryRead(sample);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(source.Position, Is.EqualTo(900));
    }

    private IDataSet Load(string text, string options = "") => DataSets.Open("csv:" + _scratch.Write("data.csv", text) + options, null, strict: false);
}
