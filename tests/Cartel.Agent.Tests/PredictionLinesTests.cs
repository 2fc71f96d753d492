using Cartel.Learning;
using Cartel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests;

public sealed class PredictionLinesTests
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x")], ["low", "a \"high\" one"]);

    [Test]
    public void A_line_says_what_was_predicted_for_which_sample_by_which_model()
    {
        using var folder = new TemporaryFolder();
        using (var lines = Open(folder.File("out.jsonl")))
        {
            lines.Write(1, null, new Prediction(Sample.Unlabelled, 0), 0);
            lines.Write(2, "k\"2", new Prediction(1, 0.123456f), 17);
        }

        Assert.That(File.ReadAllLines(folder.File("out.jsonl")), Is.EqualTo(new[]
        {
            """{"sample":1,"label":null,"confidence":0,"model":0}""",
            """{"sample":2,"key":"k\u00222","label":"a \u0022high\u0022 one","confidence":0.1235,"model":17}""",
        }));
    }

    [Test]
    public void A_file_that_is_full_becomes_the_former_one()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("out.jsonl");
        using (var lines = Open(path, largest: 200))
        {
            for (var i = 1; i <= 13; i++)
            {
                lines.Write(i, null, new Prediction(0, 1), i);
                lines.Flush();
            }
        }

        // A line has about 50 bytes: four fill a file.
        Assert.That(File.ReadAllLines(path + ".1")[0], Does.Contain("\"sample\":9,"));
        Assert.That(File.ReadAllLines(path), Has.Length.EqualTo(1).And.All.Contain("\"sample\":13,"));
    }

    [Test]
    public void A_line_that_a_crash_cut_stays_apart_from_the_next()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("out.jsonl"), "{\"sample\":7,\"lab");
        using (var lines = Open(folder.File("out.jsonl"))) lines.Write(7, null, new Prediction(0, 1), 6);

        Assert.That(File.ReadAllLines(folder.File("out.jsonl")), Is.EqualTo(new[] { "{\"sample\":7,\"lab", """{"sample":7,"label":"low","confidence":1,"model":6}""" }));
    }

    [Test]
    public void What_cannot_be_written_is_counted_and_the_rest_is_written_once_it_can_be()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.File("later"), "out.jsonl");
        using var lines = Open(path);
        lines.Write(1, null, new Prediction(0, 1), 0);
        lines.Write(2, null, new Prediction(0, 1), 1);
        lines.Flush();
        Assert.That(lines.Lost, Is.EqualTo(2));

        Directory.CreateDirectory(folder.File("later"));
        lines.Write(3, null, new Prediction(0, 1), 2);
        lines.Flush();

        Assert.That(lines.Lost, Is.EqualTo(2));
        Assert.That(File.ReadAllLines(path), Has.Length.EqualTo(1));
    }

    private static PredictionLines Open(string path, long largest = PredictionLines.LargestFile) => new(path, Schema, "gateway-1", NullLogger.Instance, largest);
}
