using System.Globalization;
using System.Text;
using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Streams.Tests;

/// <summary>However the bytes come, and wherever a reader is stopped and begun anew: the same rows.</summary>
public sealed class StutteringTests : FolderTest
{
    private const int Rows = 120;

    private static readonly FeatureSchema Schema = new([Feature.Numeric("x"), Feature.Nominal("k", ["a,b", "é"])], ["a", "b"]);

    [Test]
    public void Rows_are_the_same_in_whatever_pieces_they_come([Values("csv", "jsonl", "zeek")] string kind, [Range(1, 6)] int seed)
    {
        var path = Folder.File("rows." + kind);
        File.WriteAllText(path, Text(kind));
        var random = new Random(seed);
        var source = Open(kind, path, random);
        var sample = new Sample(2);
        var read = new List<(float X, float K, int Label)>();
        for (var look = 0; look < 100_000 && read.Count < Rows; look++)
        {
            if (source.TryRead(sample)) read.Add((sample.Values[0], sample.Values[1], sample.Label));
            if (random.Next(40) > 0) continue;

            var mark = source.Mark;
            source.Dispose();
            Assert.That(source.BadRows.Count, Is.Zero, string.Join("; ", source.BadRows.First));
            source = Open(kind, path, random);
            source.Return(mark, read.Count);
        }

        Assert.That(read, Is.EqualTo(Enumerable.Range(0, Rows).Select(static i => (i + 0.5f, (float)(i % 2), i % 3 == 0 ? 1 : 0))));
        Assert.That(source.Gaps, Is.Empty);
        source.Dispose();
    }

    private static LiveSource Open(string kind, string path, Random random)
    {
        var gaps = new Gaps();
        var columns = new RowColumns(Schema.Features, Schema.Classes, LiveOptions.From("csv:x.csv").Csv, true, false, null);
        RowFormat format = kind switch { "csv" => new CsvFormat(columns), "jsonl" => new JsonFormat(columns), _ => new ZeekFormat(columns) };
        var feed = new FileFeed(path, new Rotation(path), follow: true, gaps, new PollDelay(TimeProvider.System));
        return new LiveSource(Schema, new StutteringFeed(feed, random), format, gaps, strict: false);
    }

    private static string Text(string kind)
    {
        var text = new StringBuilder(kind switch
        {
            "csv" => "\uFEFFclass,k,x\r\n",
            "zeek" => "#separator \\x09\n#unset_field\t-\n#fields\tx\tk\tclass\n#types\tdouble\tstring\tstring\n",
            _ => "",
        });
        for (var i = 0; i < Rows; i++)
        {
            var (x, label) = ((i + 0.5).ToString(CultureInfo.InvariantCulture), i % 3 == 0 ? "b" : "a");
            text.Append(kind switch
            {
                "csv" => $"{label},\"{(i % 2 == 0 ? "a,b" : "é")}\",{x}\r\n",
                "jsonl" => $"{{\"x\":{x},\"class\":\"{label}\",\"k\":\"{(i % 2 == 0 ? "a,b" : "\\u00e9")}\"}}\n\n",
                _ => $"{x}\t{(i % 2 == 0 ? "a,b" : "é")}\t{label}\n",
            });
        }

        return text.ToString();
    }
}
