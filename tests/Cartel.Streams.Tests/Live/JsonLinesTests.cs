using System.Text;
using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Streams.Tests;

public sealed class JsonLinesTests : FolderTest
{
    private static readonly FeatureSchema Mixed = new(
        [Feature.Numeric("load"), Feature.Nominal("state", ["on", "off"]), Feature.Numeric("motor.heat"), Feature.Nominal("door", ["false", "true"])], ["calm", "alarm"]);

    private string Log => Folder.File("log.jsonl");

    [Test]
    public void Values_are_found_by_name_and_path_in_any_order()
    {
        var read = Read("""
            {"load":1.5,"state":"off","motor":{"heat":80,"maker":{"load":9}},"door":true,"class":"alarm"}
            {"extra":[1,{"load":3}],"motor.heat":"81.25","class":null,"door":false,"state":"\u006fn","load":true}
            {"load":null,"state":"ajar","motor":{}}
            {}
            """);

        Assert.That(read.Select(static sample => sample.Values), Is.EqualTo(new[]
        {
            new[] { 1.5f, 1, 80, 1 }, new[] { 1, 0, 81.25f, 0 }, new[] { float.NaN, -1, float.NaN, float.NaN }, new[] { float.NaN, float.NaN, float.NaN, float.NaN },
        }));
        Assert.That(read.Select(static sample => sample.Label), Is.EqualTo(new[] { 1, -1, -1, -1 }));
    }

    [TestCase("[1]", "is no JSON object")]
    [TestCase("{\"load\":1", "is no JSON")]
    [TestCase("{\"load\":1}}", "is no JSON")]
    [TestCase("{\"load\":1} {}", "is no JSON")]
    [TestCase("{\"load\":1e999}", "“load” holds “1e999”, which is no finite number")]
    [TestCase("{\"load\":\"hot\"}", "“load” holds the text “hot” where a number is due")]
    [TestCase("{\"load\":[1]}", "“load” is an object or a list, where one value is due")]
    [TestCase("{\"load\":1,\"load\":2}", "“load” stands there twice")]
    [TestCase("{\"motor\":{\"heat\":1},\"motor.heat\":2}", "stands there twice")]
    [TestCase("{\"class\":\"panic\"}", "has the unknown class “panic”; the classes are calm, alarm")]
    [TestCase("{\"load\":\u00001}", "is no JSON")]
    public void What_is_no_sample_is_set_aside_with_its_reason(string line, string reason)
    {
        File.WriteAllText(Log, $"{line}\n{{\"load\":7}}\n");
        using var source = Open();

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 7 }));
        Assert.That(source.BadRows.First.Single().ToString(), Does.Contain($"{Log}, line 1: ").And.Contain(reason));
    }

    [Test]
    public void Deep_and_long_lines_are_set_aside_in_bounded_memory()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);
        var longest = $"{{\"note\":\"{new string('x', 5 << 20)}\"}}";
        File.WriteAllText(Log, $"{deep}\n{longest}\n{{\"load\":7}}\n{longest}");
        using var source = Open("?follow=true");
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(source.Drain(), Is.EqualTo(new float[] { 7 }));
        Assert.That(source.BadRows.First.Select(static row => row.Line), Is.EqualTo(new[] { 1, 2, 4 }));
        Assert.That(source.BadRows.First[1].Reason, Is.EqualTo("the row is longer than 1 MiB"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16 << 20));

        File.AppendAllText(Log, "x\n{\"load\":8}\n");
        Assert.That(source.Drain(), Is.EqualTo(new float[] { 8 }), "the rest of a line that was given up is passed over when it comes");
    }

    [Test]
    public void A_mark_within_a_line_that_was_given_up_leads_before_it()
    {
        File.WriteAllText(Log, $"{{\"load\":1}}\n{{\"note\":\"{new string('x', 3 << 20)}");
        string mark;
        using (var source = Open())
        {
            source.Drain();
            mark = source.Mark;
        }

        File.AppendAllText(Log, "\"}\n{\"load\":2}\n");
        using var next = Open();
        next.Return(mark, 1);
        Assert.That(next.Drain(), Is.EqualTo(new float[] { 2 }));
        Assert.That(next.BadRows.First.Single().Line, Is.EqualTo(2));
    }

    [Test]
    public void Bytes_of_another_encoding_harm_nobody([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var noise = new byte[200_000];
        random.NextBytes(noise);
        File.WriteAllBytes(Log, [.. Encoding.Unicode.GetBytes("{\"load\":1}\n"), .. noise, (byte)'\n', .. "{\"load\":7}\n"u8]);
        using var source = Open();

        Assert.That(source.Drain(20)[^1], Is.EqualTo(7));
        Assert.That(source.BadRows.First, Has.Count.EqualTo(BadRows.Shown));
    }

    [Test]
    public void A_byte_order_mark_is_passed_over()
    {
        File.WriteAllText(Log, "\uFEFF{\"load\":7}\n");
        using var source = Open();

        Assert.That((source.Drain(), source.BadRows.Count), Is.EqualTo((new[] { 7f }, 0)));
    }

    [Test]
    public void Keys_are_text_or_numbers_and_bounded()
    {
        File.WriteAllText(Log, $"{{\"id\":\"a\\u00e4\"}}\n{{\"id\":12}}\n{{\"id\":null}}\n{{}}\n{{\"id\":\"{new string('k', 257)}\"}}\n");
        using var source = LiveSources.Open($"jsonl:{Log}?key=id", null, Mixed, strict: false, TimeProvider.System);

        Assert.That(source.DrainNames().Select(static sample => sample.Key), Is.EqualTo(new[] { "aä", "12", null, null }));
        Assert.That(source.BadRows.First.Single().Reason, Does.Contain("a key of 257 bytes"));
    }

    [Test]
    public void A_flood_of_bad_lines_lets_its_reader_breathe()
    {
        File.WriteAllText(Log, string.Concat(Enumerable.Repeat("no\n", 5000)) + "{\"load\":7}\n");
        using var source = Open();
        var sample = new Sample(4);

        Assert.That(source.TryRead(sample), Is.False);
        Assert.That(() => source.WaitAsync(new CancellationToken(canceled: true)).AsTask(), Throws.Nothing, "there is more to read");
        Assert.That(source.Drain(10), Is.EqualTo(new float[] { 7 }));
        Assert.That(source.BadRows.Count, Is.EqualTo(5000));
    }

    [Test]
    public void Reading_allocates_nothing_for_each_sample()
    {
        File.WriteAllText(Log, string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"{{\"load\":{i}.5,\"state\":\"on\",\"motor\":{{\"heat\":3}},\"other\":[1,2],\"class\":\"calm\"}}\n")));
        using var source = Open();
        var sample = new Sample(4);
        source.TryRead(sample);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = 1;
        while (source.TryRead(sample)) read++;

        Assert.That(read, Is.EqualTo(20_000));
        // The smallest object has 24 bytes: one a sample would be 480,000. What the runtime allocates once, while it compiles, differs from run to run.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    private List<(float[] Values, int Label)> Read(string text)
    {
        File.WriteAllText(Log, text);
        using var source = Open();
        var read = source.ReadSamples();
        Assert.That(source.BadRows.First, Is.Empty);
        return read;
    }

    private LiveSource Open(string options = "") => LiveSources.Open($"jsonl:{Log}{options}", null, Mixed, strict: false, TimeProvider.System);
}
