namespace Cartel.Streams.Tests;

/// <summary>Known rows and counts of the real sets: numbers from the data folder's index, rows from the files themselves.</summary>
public sealed class RealDataTests
{
    [TestCase("csv/elec2.csv.gz", 45_312, 8, 0, 2)]
    [TestCase("csv/weather.csv.gz", 18_159, 8, 0, 2)]
    [TestCase("csv/gas-drift.csv.gz", 6_697, 129, 0, 6)]
    [TestCase("csv/usenet1.csv.gz", 1_500, 99, 0, 2)]
    [TestCase("csv/nsl-kdd-train.csv.gz", 25_192, 41, 3, 22)]
    [TestCase("csv/nsl-kdd-test.csv.gz", 22_544, 41, 3, 38)]
    [TestCase("csv/kdd99.csv.gz", 494_021, 41, 3, 23)]
    [TestCase("csv/cicids2017.csv.gz", 60_059, 77, 0, 8)]
    [TestCase("csv/covtype-20k.csv.gz", 20_000, 54, 0, 7)]
    [TestCase("csv/wisdm.csv.gz?drop=UNIQUE_ID,user", 5_418, 43, 0, 6)]
    public void A_set_has_the_rows_columns_and_classes_of_the_index(string spec, int rows, int columns, int nominal, int classes)
    {
        Testing.Repository.DataFile(spec.Split('?')[0]);
        var data = DataSets.Open(spec, Testing.Repository.Data, strict: true);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.Count, Is.EqualTo(rows));
            Assert.That(data.Schema.Features, Has.Count.EqualTo(columns));
            Assert.That(data.Schema.Features.Count(feature => feature.Kind is Learning.FeatureKind.Nominal), Is.EqualTo(nominal));
            Assert.That(data.Schema.Classes, Has.Count.EqualTo(classes));
            Assert.That(data.BadRows.Count, Is.Zero);
        }
    }

    [Test]
    public void NSL_KDD_has_its_published_class_counts_and_its_first_row()
    {
        var data = DataSets.Open(Testing.Repository.DataFile("csv/nsl-kdd-train.csv.gz"), null, strict: true);
        var counts = data.ClassCounts();
        var first = data.Row(0);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(counts["normal"], Is.EqualTo(13_449));
            Assert.That(counts["neptune"], Is.EqualTo(8_282));
            Assert.That(counts["ipsweep"], Is.EqualTo(710));
            Assert.That(counts["spy"], Is.EqualTo(1));
            Assert.That(data.LabelName(0), Is.EqualTo("normal"));
            Assert.That(data.Schema.Features[1].Categories[(int)first[1]], Is.EqualTo("tcp"));
            Assert.That(data.Schema.Features[2].Categories[(int)first[2]], Is.EqualTo("ftp_data"));
            Assert.That(data.Schema.Features[3].Categories[(int)first[3]], Is.EqualTo("SF"));
            Assert.That(first[4], Is.EqualTo(491));
            Assert.That(first[33], Is.EqualTo(0.17f), "dst_host_same_srv_rate");
        }
    }

    [Test]
    public void A_question_mark_in_WISDM_is_missing()
    {
        var data = DataSets.Open(Testing.Repository.DataFile("csv/wisdm.csv.gz"), null, strict: true);

        Assert.That(Enumerable.Range(0, data.Count).Count(row => data.Row(row).Any(float.IsNaN)), Is.Positive);
    }

    [Test]
    public void A_streamed_file_gives_the_rows_of_the_loaded_one()
    {
        var path = Testing.Repository.DataFile("csv/nsl-kdd-train.csv.gz");
        var data = DataSets.Open(path, null, strict: true);
        using var source = CsvSource.Open(path, null, data.Schema, strict: true);
        using var rows = new DataSetSource(data);

        Assert.That(source.ReadSamples(2_000), Is.EqualTo(rows.ReadSamples(2_000)));
        Assert.That(source.ReadSamples(), Has.Count.EqualTo(23_192));
    }

    [TestCase("mnist:mnist", 6)]
    [TestCase("csv:csv/nsl-kdd-train.csv.gz?label=class", 6)]
    [TestCase("csv:csv/cicids2017.csv.gz", 3)]
    public void An_introduction_can_be_planned_and_streamed(string spec, int agents)
    {
        Testing.Repository.DataFile("mnist/train-images-idx3-ubyte.gz");
        var data = DataSets.Open(spec, Testing.Repository.Data, strict: true);
        var workload = Workloads.Introduction(data, agents, samples: 2_000, at: 1_000, seed: 1);

        foreach (var agent in workload.Agents) Assert.That(new WorkloadSource(data, workload, agent.Name).ReadSamples(), Has.Count.EqualTo(2_000));
    }
}
