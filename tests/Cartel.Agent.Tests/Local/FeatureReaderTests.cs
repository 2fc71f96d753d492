using System.Text;
using Cartel.Learning;

namespace Cartel.Agent.Tests.Local;

public sealed class FeatureReaderTests
{
    private static readonly FeatureReader Reader = new(new FeatureSchema(
        [Feature.Numeric("duration"), Feature.Nominal("proto", ["tcp", "udp"]), Feature.Unit("load \"1\"")], ["a", "b"]));

    [TestCase("""{"duration": 1.5, "proto": "udp", "load \"1\"": 0.25}""", 1.5f, 1f, 0.25f)]
    [TestCase("""{"proto": "udp", "duration": -2e3}""", -2000f, 1f, float.NaN, Description = "in any order, and what is absent is missing")]
    [TestCase("""{"duration": null, "proto": null}""", float.NaN, float.NaN, float.NaN)]
    [TestCase("""{"proto": "sctp"}""", float.NaN, -1f, float.NaN, Description = "a category that was not foreseen")]
    [TestCase("{}", float.NaN, float.NaN, float.NaN)]
    public void Features_are_found_by_name(string json, float duration, float proto, float load)
    {
        var values = Read(json, out var isBatch);

        Assert.That(values, Is.EqualTo([duration, proto, load]));
        Assert.That(isBatch, Is.False);
    }

    [Test]
    public void A_batch_is_read_sample_after_sample()
    {
        var values = Read("""{"samples": [{"duration": 1}, {"proto": "tcp"}, {}]}""", out var isBatch);

        Assert.That(values, Is.EqualTo([1, float.NaN, float.NaN, float.NaN, 0, float.NaN, float.NaN, float.NaN, float.NaN]));
        Assert.That(isBatch, Is.True);
    }

    [TestCase("""{"durations": 1}""", 1, "the task has no feature “durations”; the nearest is “duration”")]
    [TestCase("""{"samples": [{}, {"prot": "udp"}]}""", 2, "the nearest is “proto”")]
    [TestCase("""{"duration": "1"}""", 1, "“duration” must be a finite number")]
    [TestCase("""{"duration": 1e39}""", 1, "“duration” must be a finite number")]
    [TestCase("""{"proto": 1}""", 1, "“proto” must be a category as text")]
    [TestCase("""{"duration": [1]}""", 1, "“duration” must be")]
    [TestCase("""{"samples": [1]}""", 1, "an object of features by name is due")]
    [TestCase("""{"samples": [{},{},{},{}]}""", 4, "more than 3 samples")]
    [TestCase("[]", null, "a JSON object is due")]
    [TestCase("", null, "it is no JSON")]
    [TestCase("""{"duration": 1} {}""", null, "it is no JSON")]
    [TestCase("""{"duration": 1""", null, "it is no JSON")]
    [TestCase("""{"samples": [{}], "duration": 1}""", null, "nothing may follow the samples")]
    public void What_cannot_be_meant_is_refused_with_its_place(string json, int? line, string says)
    {
        var refusal = Assert.Throws<LocalRefusal>(() => Read(json, out _))!;

        Assert.That(refusal.Problem, Has.Property("Status").EqualTo(422).And.Property("Line").EqualTo(line));
        Assert.That(refusal.Problem.Detail, Does.Contain(says));
    }

    [Test]
    public void A_name_that_is_far_too_long_is_refused_in_short() =>
        Assert.That(Assert.Throws<LocalRefusal>(() => Read($$"""{"{{new string('x', 100_000)}}": 1}""", out _))!.Problem.Detail, Has.Length.LessThan(300));

    private static float[] Read(string json, out bool isBatch) => Reader.Read(Encoding.UTF8.GetBytes(json), 3, out isBatch);
}
