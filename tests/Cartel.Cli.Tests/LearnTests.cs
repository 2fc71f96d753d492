using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cartel.Testing;

namespace Cartel.Cli.Tests;

/// <summary><c>cartel learn</c>, run as the launcher runs it.</summary>
public sealed class LearnTests
{
    private static readonly string[] Kappas = ["kappa", "kappaM", "kappaTemporal"];

    [Test]
    public async Task Its_figures_follow_from_those_of_its_classes()
    {
        using var folder = new TemporaryFolder();

        var finished = await LearnAsync("--data", "sea?count=5000", "--fading", "0.999", "--window", "500", "--json", folder.File("result.json"));

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("result.json")));
        var result = json.RootElement;
        var classes = result.GetProperty("classes").EnumerateArray().ToList();
        var (accuracy, majority) = (Number(result, "accuracy"), classes.Max(static one => Number(one, "samples")) / 5000);
        Assert.Multiple(() =>
        {
            Assert.That(classes.Sum(static one => Number(one, "samples")), Is.EqualTo(5000));
            Assert.That(classes.Sum(static one => Number(one, "samples") * Number(one, "recall")) / 5000, Is.EqualTo(accuracy).Within(1e-12));
            Assert.That(Number(result, "macroF1"), Is.EqualTo(classes.Average(static one => Number(one, "f1"))).Within(1e-12));
            Assert.That(Number(result, "majorityAccuracy"), Is.EqualTo(majority).Within(1e-12));
            Assert.That(Number(result, "kappaM"), Is.EqualTo((accuracy - majority) / (1 - majority)).Within(1e-12));
            Assert.That(Number(result, "windowLength"), Is.EqualTo(500));
            foreach (var kappa in Kappas) Assert.That(Number(result.GetProperty("faded"), kappa), Is.InRange(-1, 1));
            Assert.That(Columns(finished.Output), Is.All.LessThanOrEqualTo(80));
        });
    }

    [Test]
    public async Task Labels_that_come_later_than_the_stream_lasts_teach_nothing()
    {
        using var folder = new TemporaryFolder();

        var finished = await LearnAsync("--data", "sea?count=2000", "--delay", "2000", "--json", folder.File("result.json"));

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("result.json")));
        Assert.That(Number(json.RootElement, "accuracy"), Is.Zero);
        Assert.That(Number(json.RootElement, "samples"), Is.EqualTo(2000));
    }

    [Test]
    public async Task The_plot_is_one_svg_file_with_a_mark_a_drift_and_nothing_from_elsewhere()
    {
        using var folder = new TemporaryFolder();

        var finished = await LearnAsync(
            "--data", "agrawal?count=9000&changes=3000:2,6000:4", "--detector", "page-hinkley?threshold=15", "--plot", folder.File("plot.svg"), "--json", folder.File("result.json"));

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        var text = await File.ReadAllTextAsync(folder.File("plot.svg"));
        var elements = XDocument.Parse(text).Descendants().ToList();
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("result.json")));
        var drifts = json.RootElement.GetProperty("drifts").GetArrayLength();
        Assert.Multiple(() =>
        {
            Assert.That(drifts, Is.Positive);
            // One more is the legend's.
            Assert.That(elements.Count(static element => (string?)element.Attribute("class") == "drift"), Is.EqualTo(drifts + 1));
            Assert.That(elements.Where(static element => element.Name.LocalName == "polyline").Select(static line => ((string)line.Attribute("points")!).Split(' ').Length), Is.All.GreaterThan(300));
            Assert.That(elements.Single(static element => element.Name.LocalName == "title").Value, Is.EqualTo("linear-logistic on agrawal?count=9000&changes=3000:2,6000:4"));
            Assert.That(Regex.Replace(text, @"xmlns=""[^""]*""", ""), Does.Not.Contain("http").And.Not.Contain("url("));
        });
    }

    [TestCase("class-recall")]
    [TestCase("class-recall:hddm-a?drift=0.01")]
    [TestCase("never")]
    public async Task Any_detector_watches_even_before_the_first_class_is_known(string detector)
    {
        var finished = await LearnAsync("--data", "sea?count=500", "--learner", "hoeffding-tree?grace=50", "--detector", detector);

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        Assert.That(finished.Output, Does.Contain(detector));
    }

    [TestCase("--learner", "liner", "linear-logistic")]
    [TestCase("--learner", "linear?trees=3", "“trees”")]
    [TestCase("--learner", "mlnet:linear-svm", "./cartel publish --with mlnet")]
    [TestCase("--detector", "adwim", "adwin")]
    [TestCase("--detector", "page-hinkley?threshold=-1", "threshold=-1")]
    [TestCase("--delay", "-1", "--delay must lie between 0 and")]
    [TestCase("--window", "0", "--window must lie between 1 and")]
    [TestCase("--fading", "1.5", "--fading must lie between 0.5 and 1")]
    [TestCase("--seed", "one", "--seed")]
    public async Task A_wrong_option_is_a_misuse_that_names_what_is_right(string option, string value, string named)
    {
        var finished = await LearnAsync("--data", "sea?count=10", option, value);

        Assert.Multiple(() =>
        {
            Assert.That(finished.ExitCode, Is.EqualTo(2));
            Assert.That(finished.Errors, Does.Contain(named).And.Not.Contain("(Parameter"));
        });
    }

    [Test]
    public async Task A_plot_that_cannot_be_written_is_a_failure()
    {
        var finished = await LearnAsync("--data", "sea?count=100", "--plot", "no/such/folder/plot.svg");

        Assert.That(finished.ExitCode, Is.EqualTo(1));
        Assert.That(finished.Errors, Does.Contain("cartel: ").And.Contain("no/such/folder"));
    }

    private static IEnumerable<int> Columns(string output) => output.Split('\n').Select(static line => line.Length);

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static Task<Finished> LearnAsync(params string[] options) =>
        Shell.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "cartel.dll"), "learn", .. options]);
}
