using Cartel.Learning;

namespace Cartel.Streams.Tests;

/// <summary>Measurements of several places: one file each, a number for a label, words for what is missing.</summary>
public sealed class CsvSitesTests
{
    private Scratch _scratch = null!;

    [SetUp]
    public void MakeFolder() => _scratch = new Scratch();

    [TearDown]
    public void RemoveFolder() => _scratch.Dispose();

    [Test]
    public void A_pattern_reads_all_files_that_fit_by_name_each_in_its_own_order()
    {
        _scratch.Write("b.csv", "x,class\n3,n\n4,y\n");
        _scratch.Write("a.csv.gz", Scratch.Gzip("x,class\n1,y\n2,n\n"));
        _scratch.Write("a.txt", "x,class\n9,n\n");

        var data = Load("*.csv*?file=place");

        Assert.That(data.Schema.Features.Select(feature => feature.Name), Is.EqualTo(["x", "place"]));
        Assert.That(data.Schema.Features[1].Categories, Is.EqualTo(["a", "b"]), "file names without their endings");
        Assert.That(data.Schema.Classes, Is.EqualTo(["y", "n"]));
        Assert.That(Enumerable.Range(0, data.Count).Select(data.Row), Is.EqualTo(new[] { new[] { 1f, 0 }, [2, 0], [3, 1], [4, 1] }));
    }

    [Test]
    public void The_file_of_a_row_can_say_whose_it_is()
    {
        _scratch.Write("north.csv", "x,class\n1,y\n2,n\n");
        _scratch.Write("south.csv", "x,class\n3,y\n");

        var owned = new PartitionedDataSet(Load("*.csv?file=place"), "place");

        Assert.That(Enumerable.Range(0, 3).Select(owned.Owner), Is.EqualTo(["north", "north", "south"]));
        Assert.That(owned.Schema.Features.Select(feature => feature.Name), Is.EqualTo(["x"]));
    }

    [Test]
    public void A_number_is_sorted_into_bins_and_a_limit_belongs_below()
    {
        _scratch.Write("data.csv", "x,dust\n1,-3\n2,35\n3,35.5\n4,75\n5,75.1\n6,1e3\n");

        var data = Load("data.csv?label=dust&bins=35,75");

        Assert.That(data.Schema.Classes, Is.EqualTo(["to 35", "35 to 75", "above 75"]));
        Assert.That(Enumerable.Range(0, 6).Select(data.Label), Is.EqualTo([0, 0, 1, 1, 2, 2]));
    }

    [Test]
    public void Words_for_missing_values_are_missing_and_a_row_without_a_label_is_set_aside()
    {
        _scratch.Write("data.csv", "x,wind,dust\nNA,N,1\n2, NA ,9\n3,W,NA\n-,NA,9\n");

        var data = Load("data.csv?label=dust&bins=5&missing=NA,-");

        Assert.That(data.Schema.Features.Select(feature => feature.Kind), Is.EqualTo([FeatureKind.Numeric, FeatureKind.Nominal]));
        Assert.That(data.Schema.Features[1].Categories, Does.Not.Contain("NA"));
        Assert.That(Enumerable.Range(0, data.Count).Select(data.Row), Is.EqualTo(new[] { new[] { float.NaN, 0 }, [2, float.NaN], [float.NaN, float.NaN] }));
        Assert.That(data.BadRows.First.Select(row => (row.Line, row.Reason)), Is.EqualTo([(4L, "has no label")]));
    }

    [Test]
    public void A_label_that_is_no_number_is_a_bad_row_where_there_are_bins()
    {
        _scratch.Write("data.csv", "x,dust\n1,1\n2,9\n3,much\n4,inf\n");

        var data = Load("data.csv?label=dust&bins=5");

        Assert.That(data.BadRows.First.Select(row => row.Reason), Is.EqualTo(
            ["has the label “much”, which is no number to sort into bins", "has the label “inf”, which is no number to sort into bins"]));
    }

    [Test]
    public void A_stream_of_one_place_sorts_into_the_same_bins()
    {
        _scratch.Write("north.csv", "x,dust\n1,1\nNA,9\n");
        var path = $"csv:{_scratch.Folder}/north.csv?label=dust&bins=5&missing=NA&file=place";
        var data = DataSets.Open(path, null, strict: true);

        using var source = CsvSource.Open(path, null, data.Schema, strict: true);

        Assert.That(source.ReadSamples(), Is.EqualTo(new[] { (new[] { 1f, 0 }, 0), ([float.NaN, 0], 1) }));
    }

    [TestCase("data.csv?label=x&bins=5,5", "bins: “5” is not a number above 5")]
    [TestCase("data.csv?label=x&bins=low,5", "bins: “low” is not a number; limits rise")]
    [TestCase("data.csv?file=x", "file=x: the files have a column of that name already")]
    [TestCase("*.tsv", "no file in")]
    public void An_option_that_cannot_be_meant_is_refused(string spec, string reason)
    {
        _scratch.Write("data.csv", "x,class\n1,a\n2,b\n");

        Assert.That(() => Load(spec), Throws.TypeOf<DataSpecException>().With.Message.Contains(reason));
    }

    [TestCase("x,y,class", "column 2 is “y”, and in the first file “class”")]
    [TestCase("class,x", "column 1 is “class”, and in the first file “x”")]
    public void Files_with_other_columns_than_the_first_are_refused_by_name(string header, string reason)
    {
        _scratch.Write("a.csv", "x,class\n1,a\n2,b\n");
        var second = _scratch.Write("b.csv", header + "\n1,2,3\n");

        Assert.That(() => Load("*.csv"), Throws.TypeOf<StreamFormatException>().With.Message.StartsWith($"{second}, line 1: {reason}"));
    }

    [Test]
    public void Bins_into_which_no_two_labels_fall_apart_are_one_class()
    {
        _scratch.Write("data.csv", "x,dust\n1,1\n2,2\n");

        Assert.That(() => Load("data.csv?label=dust&bins=5"), Throws.TypeOf<StreamFormatException>().With.Message.Contains("one class only, to 5"));
    }

    [Test]
    public void Several_files_are_no_stream()
    {
        var schema = new FeatureSchema([Feature.Numeric("x")], ["a", "b"]);

        Assert.That(() => CsvSource.Open("csv:*.csv", null, schema, strict: true), Throws.TypeOf<DataSpecException>().With.Message.Contains("names several files"));
    }

    [Test]
    public void Beijing_has_twelve_stations_and_the_hours_of_the_index()
    {
        Testing.Repository.DataFile("beijing-air/PRSA_Data_Gucheng_20130301-20170228.csv.gz");
        var plan = ShippedPlans.Open("stations");
        var data = DataSets.Open(plan.Data[0].Replace("*", "*Gu*", StringComparison.Ordinal), Testing.Repository.Data, strict: false);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.Count + data.BadRows.Count, Is.EqualTo(2 * 35_064), "Gucheng and Guanyuan");
            Assert.That(data.Schema.Features.Single(feature => feature.Name == plan.Partition).Categories, Is.EqualTo(["Guanyuan", "Gucheng"]));
            Assert.That(data.Schema.Classes, Is.EqualTo(["to 35", "35 to 75", "75 to 115", "115 to 150", "150 to 250", "above 250"]));
            Assert.That(data.BadRows.First.Select(row => row.Reason), Is.All.EqualTo("has no label"));
        }
    }

    private IDataSet Load(string spec) => DataSets.Open($"csv:{_scratch.Folder}/{spec}", null, strict: false);
}
