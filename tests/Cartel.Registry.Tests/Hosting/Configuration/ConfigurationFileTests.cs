using Cartel.Hosting;

namespace Cartel.Registry.Tests.Hosting.Configuration;

internal sealed class ConfigurationFileTests
{
    [TestCase("port: 5081\nlog-format: json # as collectors like it\n", Description = "YAML")]
    [TestCase("""{"port": 5081, "log-format": "json"}""", Description = "JSON")]
    [TestCase("port: 5081\nlog:\n  format: json\n", Description = "nested")]
    public void The_same_is_said_in_yaml_in_json_and_nested(string text) =>
        Assert.That(Parse(text).Select(static setting => (setting.Name, setting.Value)), Is.EqualTo(new[] { ("port", "5081"), ("log-format", "json") }));

    [Test]
    public void A_list_is_its_entries_with_commas() =>
        Assert.That(Parse("redis: [a:1, b:2]").Single().Value, Is.EqualTo("a:1,b:2"));

    [TestCase("")]
    [TestCase("# nothing yet\n")]
    public void An_empty_file_says_nothing(string text) => Assert.That(Parse(text), Is.Empty);

    [Test]
    public void A_setting_knows_its_line() => Assert.That(Parse("\n\nport: 1").Single().Source, Is.EqualTo("registry.yaml:3"));

    [TestCase("port: 1\nport: 2", "port")]
    [TestCase("log-format: json\nlog:\n  format: text", "log-format")]
    [TestCase("port:", "“port” has no value")]
    [TestCase("just words", "name: value")]
    [TestCase("port: [1, {a: 2}]", "“port” has no value")]
    [TestCase("port: 1\n  host: x", "registry.yaml:2")]
    [TestCase("a: {b: {c: {d: {e: 1}}}}", "deeper than 4")]
    [TestCase("port: 1\n---\nport: 2", "2 documents")]
    public void What_cannot_be_meant_is_refused_with_its_place(string text, string expected) =>
        Assert.That(() => Parse(text), Throws.TypeOf<ConfigurationException>().With.Message.Contains(expected).And.Message.Contains("registry.yaml"));

    private static IReadOnlyList<Setting> Parse(string text) => ConfigurationFile.Parse(new StringReader(text), "registry.yaml");
}
