using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary><c>./cartel learn</c> as a newcomer runs it.</summary>
[TestFixture]
public sealed class LearnTests
{
    [Test]
    public async Task It_prints_how_well_a_learner_does_and_writes_the_same_as_json()
    {
        using var folder = new TemporaryFolder();
        using var learn = CartelProgram.Start(
            "cartel.dll", folder.Path, "learn", "--data", "sea?count=20000", "--learner", "linear", "--detector", "adwin", "--json", "f.json");

        Assert.That(await learn.EndAsync(TimeSpan.FromMinutes(1)), Is.Zero, learn.Errors);

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("f.json")));
        var result = json.RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(result.GetProperty("data").GetString(), Is.EqualTo("sea?count=20000"));
            Assert.That(result.GetProperty("learner").GetString(), Does.StartWith("linear"));
            Assert.That(result.GetProperty("detector").GetString(), Is.EqualTo("adwin"));
            Assert.That(result.GetProperty("samples").GetInt64(), Is.EqualTo(20_000));
            // SEA is two classes, about two thirds of them one, with a tenth of the labels flipped: 0.9 is the most there is to learn.
            Assert.That(result.GetProperty("accuracy").GetDouble(), Is.InRange(0.75, 0.91));
            Assert.That(result.GetProperty("kappa").GetDouble(), Is.InRange(0.4, 0.9));
            Assert.That(result.GetProperty("samplesPerSecond").GetDouble(), Is.Positive);
            Assert.That(result.GetProperty("modelBytes").GetInt64(), Is.Positive);
            Assert.That(result.GetProperty("peakResidentBytes").GetInt64(), Is.GreaterThan(result.GetProperty("modelBytes").GetInt64()));
            Assert.That(result.GetProperty("drifts").EnumerateArray().Select(static drift => drift.GetInt64()), Is.Ordered.And.All.InRange(1, 20_000));

            Assert.That(Printed("accuracy"), Is.EqualTo(result.GetProperty("accuracy").GetDouble()).Within(5.1e-5));
            Assert.That(Printed("kappa"), Is.EqualTo(result.GetProperty("kappa").GetDouble()).Within(5.1e-5));
            Assert.That(Printed("samples/s"), Is.EqualTo(result.GetProperty("samplesPerSecond").GetDouble()).Within(0.51));
            Assert.That(Printed("model bytes"), Is.EqualTo(result.GetProperty("modelBytes").GetInt64()));
        });

        double Printed(string name) => double.Parse(
            Regex.Match(learn.Output, $@"^{name}\s+([\d.,]+)", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
