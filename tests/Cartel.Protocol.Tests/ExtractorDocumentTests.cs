using System.Text.Json;
using Cartel.Learning;

namespace Cartel.Protocol.Tests;

/// <summary>What a learner sees of a task that names a feature extractor.</summary>
public sealed class ExtractorDocumentTests
{
    private static readonly string Hash = new('a', 64);

    private static readonly FeatureSchema Columns = new(
        [Feature.Numeric("heat"), Feature.Unit("p0"), Feature.Nominal("site", ["north", "south"]), Feature.Unit("p1")], ["no", "yes"]);

    [Test]
    public void The_embedding_takes_the_place_of_its_columns_behind_the_others()
    {
        var seen = Manifest(new ExtractorDocument("digits", Hash, 2, ["p1", "p0"])).ToModelSchema();

        Assert.That(seen.Features.Select(static feature => feature.Name), Is.EqualTo((string[])["heat", "site", $"digits:{Hash}:0", $"digits:{Hash}:1"]));
        Assert.That(seen.Classes, Is.EqualTo(Columns.Classes));
    }

    [Test]
    public void Without_one_the_learner_sees_the_columns() => Assert.That(Manifest(null).ToModelSchema().Hash, Is.EqualTo(Columns.Hash));

    [Test]
    public void Agents_with_another_extractor_are_of_another_schema() => Assert.That(
        Manifest(new ExtractorDocument("digits", new string('b', 64), 2, ["p0"])).ToModelSchema().Hash,
        Is.Not.EqualTo(Manifest(new ExtractorDocument("digits", Hash, 2, ["p0"])).ToModelSchema().Hash));

    [Test]
    public void It_looks_at_its_columns_in_its_own_order_and_at_all_where_it_names_none()
    {
        var numbers = new FeatureSchema([Feature.Unit("p0"), Feature.Unit("p1")], ["no", "yes"]);

        Assert.That(new ExtractorDocument("digits", Hash, 2, ["p1", "p0"]).InputsAmong(Columns), Is.EqualTo((int[])[3, 1]));
        Assert.That(new ExtractorDocument("digits", Hash, 2).InputsAmong(numbers), Is.EqualTo((int[])[0, 1]));
    }

    [TestCase("Digits!", 64, 2, "p0", "name must be")]
    [TestCase("../digits", 64, 2, "p0", "name must be")]
    [TestCase("digits", 63, 2, "p0", "64 lower-case hexadecimal digits")]
    [TestCase("digits", 64, 0, "p0", "“length” is 0; 1 to 4096")]
    [TestCase("digits", 64, 4097, "p0", "“length” is 4097")]
    [TestCase("digits", 64, 2, "p9", "“p9”, which is no column")]
    [TestCase("digits", 64, 2, "site", "“site”, which is nominal")]
    [TestCase("digits", 64, 2, "p0,p0", "a column twice")]
    [TestCase("digits", 64, 2, "", "at no column")]
    [TestCase("digits", 64, 2, null, "“site”, which is nominal", Description = "all columns")]
    public void What_breaks_a_rule_is_refused(string name, int digits, int length, string? columns, string reason)
    {
        var extractor = new ExtractorDocument(name, new string('a', digits), length, columns?.Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.That(() => Manifest(extractor).ToModelSchema(), Throws.ArgumentException.With.Message.Contains(reason));
    }

    [Test]
    public void A_manifest_without_one_is_the_JSON_that_it_was() =>
        Assert.That(JsonSerializer.Serialize(Manifest(null), CartelJson.Default.TaskManifest), Does.Not.Contain("extractor"));

    [TestCase("""{"name":"digits","length":2}""")]
    [TestCase("""{"name":"digits","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","length":2,"columns":[null]}""")]
    public void Members_that_are_missing_are_refused_as_wrong_ones_are(string json)
    {
        var extractor = JsonSerializer.Deserialize<ExtractorDocument>(json, CartelJson.Default.Options);

        Assert.That(() => Manifest(extractor).ToModelSchema(), Throws.ArgumentException);
    }

    private static TaskManifest Manifest(ExtractorDocument? extractor) => new("digits", SchemaDocument.From(Columns), "linear", null, extractor);
}
