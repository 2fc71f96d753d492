namespace Cartel.Streams.Tests;

public sealed class DataSpecTests
{
    [TestCase("arff:x.arff")]
    [TestCase("numbers.txt")]
    [TestCase("")]
    [TestCase("rbf:6")]
    public void An_unknown_format_names_the_choices(string spec) =>
        Assert.That(
            () => DataSets.Open(spec, null, strict: false),
            Throws.TypeOf<DataSpecException>().With.Message.Contains("csv:FILE").And.Message.Contains("mnist:DIR").And.Message.Contains("agrawal"));

    [TestCase("csv:x.csv?labels=class", "its options are label, nominal, drop, delimiter")]
    [TestCase("rbf?clases=6", "its options are seed, count, classes, features, centroids, speed")]
    [TestCase("sea?perturbation=0.1", "its options are seed, count, function, changes, noise")]
    [TestCase("mnist:m?label=x", "has no option “label”")]
    [TestCase("idx:images?labels=l&x=1", "has no option “x”")]
    public void An_unknown_option_names_the_choices(string spec, string expected) =>
        Assert.That(() => DataSets.Open(spec, null, strict: false), Throws.TypeOf<DataSpecException>().With.Message.Contains(expected));

    [TestCase("sea?function=5", "function=5 is not a number from 1 to 4")]
    [TestCase("sea?noise=nan", "noise=nan")]
    [TestCase("sea?count=0", "count=0")]
    [TestCase("sea?count", "“count” is not of the form option=value")]
    [TestCase("sea?seed=1&seed=2", "names the option “seed” twice")]
    [TestCase("sea?changes=100:2,50:3", "“50:3”")]
    [TestCase("sea?changes=100:9", "“100:9”")]
    [TestCase("rbf?classes=6&centroids=5", "5 centroids are too few for 6 classes")]
    [TestCase("csv:x.csv?delimiter=::", "delimiter=::")]
    [TestCase("idx:images", "idx:IMAGES?labels=LABELS")]
    [TestCase("csv:", "names no file")]
    public void A_value_out_of_range_is_named(string spec, string expected) =>
        Assert.That(() => DataSets.Open(spec, null, strict: false), Throws.TypeOf<DataSpecException>().With.Message.Contains(expected));

    [TestCase("csv:no-such.csv", "no-such.csv")]
    [TestCase("no-such.csv.gz", "no-such.csv.gz")]
    [TestCase("mnist:no-such-folder", "no-such-folder")]
    public void A_missing_file_names_the_folders_that_were_searched(string spec, string name)
    {
        using var scratch = new Scratch();

        Assert.That(
            () => DataSets.Open(spec, scratch.Folder, strict: false),
            Throws.TypeOf<DataSpecException>().With.Message.Contains(name).And.Message.Contains(scratch.Folder).And.Message.Contains(Environment.CurrentDirectory));
        Assert.That(() => DataSets.Open(spec, null, strict: false), Throws.TypeOf<DataSpecException>().With.Message.Contains("CARTEL_DATA"));
    }

    [Test]
    public void A_relative_name_is_found_in_the_data_folder()
    {
        using var scratch = new Scratch();
        scratch.Write("few.csv", "x,class\n1,a\n2,b\n");

        foreach (var spec in new[] { "few.csv", "csv:few.csv", "csv:few.csv?label=class" })
        {
            var data = DataSets.Open(spec, scratch.Folder, strict: true);

            Assert.That(data.Count, Is.EqualTo(2));
            Assert.That(data.Name, Is.EqualTo(spec), "the name opens it again");
        }
    }
}
