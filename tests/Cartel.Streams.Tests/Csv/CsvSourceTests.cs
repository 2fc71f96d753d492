using Cartel.Learning;

namespace Cartel.Streams.Tests;

public sealed class CsvSourceTests
{
    private static readonly FeatureSchema Given = new([Feature.Nominal("k", ["q", "p"]), Feature.Numeric("x")], ["b", "a"]);
    private Scratch _scratch = null!;

    [SetUp]
    public void MakeFolder() => _scratch = new Scratch();

    [TearDown]
    public void RemoveFolder() => _scratch.Dispose();

    [Test]
    public void Columns_are_found_by_name_and_an_unknown_category_is_minus_one()
    {
        using var source = Open("id,x,class,k\n1,5,a,p\n2,6,b,r\n3,?,a,\n");

        var read = source.ReadSamples();

        Assert.That(read.Select(sample => sample.Values), Is.EqualTo(new float[][] { [1, 5], [-1, 6], [float.NaN, float.NaN] }));
        Assert.That(read.Select(sample => sample.Label), Is.EqualTo(new[] { 1, 0, 1 }));
    }

    [Test]
    public void A_sample_is_unchanged_by_a_bad_row_and_by_the_end()
    {
        using var source = Open("k,x,class\np,1,a\nq,bad,b\n");
        var sample = new Sample(2);
        source.TryRead(sample);

        Assert.That(source.TryRead(sample), Is.False);
        Assert.That(sample.Values, Is.EqualTo(new[] { 1f, 1 }));
        Assert.That(sample.Label, Is.EqualTo(1));
    }

    [Test]
    public void Position_counts_usable_rows_and_seeking_gives_the_same_rows_again()
    {
        using var source = Open("k,x,class\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => i % 10 == 3 ? "broken\n" : $"p,{i},a\n")));
        var all = source.ReadSamples().Select(sample => sample.Values[1]).ToArray();
        Assert.That(source.Position, Is.EqualTo(900));
        Assert.That(source.BadRows.Count, Is.EqualTo(100));

        foreach (var position in new[] { 0, 450, 899, 12, 900 })
        {
            source.Seek(position);
            Assert.That(source.Position, Is.EqualTo(position));
            Assert.That(source.ReadSamples(5).Select(sample => sample.Values[1]), Is.EqualTo(all.Skip(position).Take(5)));
        }

        Assert.That(source.BadRows.Count, Is.EqualTo(100), "counted once, however often they are passed");
    }

    [Test]
    public void Seeking_beyond_the_end_or_below_zero_is_refused()
    {
        using var source = Open("k,x,class\np,1,a\n");

        Assert.That(() => source.Seek(2), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => source.Seek(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Seeking_back_in_a_file_that_was_replaced_is_an_error()
    {
        using var source = Open("k,x,class\np,1,a\n");
        source.ReadSamples();
        File.AppendAllText(Path.Combine(_scratch.Folder, "s.csv"), "p,2,a\n");

        Assert.That(() => source.Seek(0), Throws.TypeOf<StreamFormatException>().With.Message.Contains("changed while it was read"));
    }

    [Test]
    public void A_file_that_lacks_a_column_of_the_task_is_refused() =>
        Assert.That(
            () => Open("x,class\n1,a\n"),
            Throws.TypeOf<StreamFormatException>().With.Message.Contains("line 1: lacks the column “k” of the task; its columns are x, class"));

    [Test]
    public void Only_CSV_can_be_streamed() =>
        Assert.That(() => CsvSource.Open("mnist:mnist", null, Given, strict: false), Throws.TypeOf<DataSpecException>());

    private CsvSource Open(string text) => CsvSource.Open("csv:" + _scratch.Write("s.csv", text), null, Given, strict: false);
}
