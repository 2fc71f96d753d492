using Cartel.Learning;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Onnx.Tests;

/// <summary><c>./cartel bench embed</c>: data as a task's extractor shows it to a learner.</summary>
public sealed class EmbedTests : FolderTest
{
    private const string Rows = """"
        site,a,b,c,d,load,class
        north,1,2,3,0.5,5,calm
        "south ""2""",0.5,0.25,,?,?,"very, very hot"
        elsewhere,1,1,5,1,7,?
        ,10,20,,1,-1e-7,calm

        """";

    private string Output => Folder.File("out.csv");

    [Test]
    public async Task A_row_is_the_other_columns_the_embedding_and_the_class()
    {
        var (exitCode, output, errors) = await EmbedAsync();

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(output, Is.EqualTo($"3 rows of 4 columns: --data 'csv:{Output}?label=class&nominal=site'{Environment.NewLine}"));
        // Numbers that are missing: the mean of those before, 0 for a unit column. A row without a label counts for that, and is left out.
        Assert.That(await File.ReadAllLinesAsync(Output), Is.EqualTo((string[])
        [
            "site,load,e0,e1,class",
            "north,5,3,3.5,calm",
            "\"south \"\"2\"\"\",,0.75,3,\"very, very hot\"",
            ",-1E-07,30,5,calm",
        ]));
    }

    [Test]
    public async Task What_it_says_reads_the_file()
    {
        var (_, output, _) = await EmbedAsync();

        var data = DataSets.Open(output.Split('\'')[1], null, strict: true);

        Assert.That(data.Schema.Features.Select(static feature => (feature.Name, feature.Kind)), Is.EqualTo(((string, FeatureKind)[])
        [
            ("site", FeatureKind.Nominal), ("load", FeatureKind.Numeric), ("e0", FeatureKind.Numeric), ("e1", FeatureKind.Numeric),
        ]));
        Assert.That(data.Schema.Classes, Is.EqualTo((string[])["calm", "very, very hot"]));
        Assert.That(data.Count, Is.EqualTo(3));
    }

    [TestCase(0, 1, "north,5,3,3.5,calm")]
    [TestCase(3, 100, ",-1E-07,30,5,calm")]
    public async Task It_takes_the_rows_that_are_named(int from, int rows, string expected)
    {
        var (exitCode, _, errors) = await EmbedAsync($"{from}", $"{rows}");

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That((await File.ReadAllLinesAsync(Output))[1..], Is.EqualTo((string[])[expected]));
    }

    [Test]
    public async Task More_rows_than_a_batch_keep_their_order()
    {
        SumsTask.Write(Folder);
        await File.WriteAllLinesAsync(Folder.File("rows.csv"), Enumerable.Range(0, 1000).Select(static i => $"north,{i},0,0,0,{i},calm").Prepend("site,a,b,c,d,load,class"));

        var (exitCode, _, errors) = await Bench.RunAsync("embed", Folder.Path, $"csv:{Folder.File("rows.csv")}", Output);

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That((await File.ReadAllLinesAsync(Output))[1..], Is.EqualTo(Enumerable.Range(0, 1000).Select(static i => $"north,{i},{i},0,calm")));
    }

    [Test]
    public async Task Rows_that_cannot_be_used_are_counted_and_the_first_is_named()
    {
        var (exitCode, output, errors) = await EmbedAsync(Rows + "north,1,2,3,warm,5,calm\nnorth,1,2,3,0,5,tepid\n", []);

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.StartWith("3 rows "));
        Assert.That(errors, Does.StartWith("cartel bench: 2 rows could not be used, the first: ").And.Contain("warm"));
    }

    [Test]
    public async Task A_file_that_is_there_stays_as_it_is_where_nothing_can_be_written()
    {
        await File.WriteAllTextAsync(Output, "precious");

        var (exitCode, _, errors) = await EmbedAsync("site,a,b,c,d,load,class\nnorth,1,2,3,0,5,\n", []);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("has no row with a label"));
        Assert.That(await File.ReadAllTextAsync(Output), Is.EqualTo("precious"));
        Assert.That(Directory.GetFiles(Folder.Path, "*.new"), Is.Empty);
    }

    [TestCase("csv:nowhere.csv", "nowhere.csv")]
    [TestCase("csv:-", "is a stream for an agent")]
    [TestCase("sea?count=10", "its schema is not that of the data sea?count=10")]
    public async Task Data_that_do_not_fit_are_refused(string data, string reason)
    {
        SumsTask.Write(Folder);

        var (exitCode, _, errors) = await Bench.RunAsync("embed", Folder.Path, data, Output);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors, Does.StartWith("cartel bench: ").And.Contain(reason));
        Assert.That(File.Exists(Output), Is.False);
    }

    [Test]
    public async Task A_column_that_has_the_name_of_a_new_one_is_refused()
    {
        SumsTask.Write(Folder, load: "e1");

        var (exitCode, _, errors) = await Bench.RunAsync("embed", Folder.Path, "csv:any.csv", Output);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("two columns “e1”"));
    }

    [Test]
    public async Task A_task_without_an_extractor_is_refused()
    {
        var (exitCode, _, errors) = await Bench.RunAsync("embed", Path.Combine(Repository.Root, "models", "valve.json"), "csv:any.csv", Output);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("the task “valve” names no feature extractor"));
    }

    private Task<(int ExitCode, string Output, string Errors)> EmbedAsync(params string[] bounds) => EmbedAsync(Rows, bounds);

    private async Task<(int ExitCode, string Output, string Errors)> EmbedAsync(string data, string[] bounds)
    {
        SumsTask.Write(Folder);
        await File.WriteAllTextAsync(Folder.File("rows.csv"), data);
        return await Bench.RunAsync(["embed", SumsTask.FileIn(Folder), $"csv:{Folder.File("rows.csv")}", Output, .. bounds]);
    }
}
