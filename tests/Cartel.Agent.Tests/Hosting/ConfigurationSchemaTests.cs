using System.Text.Json;
using Cartel.Hosting;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Hosting;

internal sealed class ConfigurationSchemaTests : FolderTest
{
    private static string Text => ConfigurationSchema.Write(AgentCommand.Create([]).Run, ConfigCommand.Title);

    private static IEnumerable<JsonProperty> Flat => JsonDocument.Parse(Text).RootElement.GetProperty("properties").EnumerateObject().Where(static one => !Nested(one.Value));

    [Test]
    public void The_copy_that_ships_is_what_the_options_say() => Assert.That(
        File.ReadAllText(Path.Combine(Repository.Root, "deploy", "agent.schema.json")), Is.EqualTo(Text),
        "make it anew: cartel-agent config schema > deploy/agent.schema.json");

    [Test]
    public void It_has_every_option_of_run_and_no_other()
    {
        var options = AgentCommand.Create([]).Run.Options.Where(static option => !option.Hidden).Select(static option => option.Name.TrimStart('-')).Except(["help", "version"]);

        Assert.That(Flat.Select(static one => one.Name), Is.EquivalentTo(options));
    }

    [Test]
    public void What_may_change_while_an_agent_runs_are_settings() => Assert.That(Reloader.Live, Is.SubsetOf(Flat.Select(static one => one.Name)));

    [Test]
    public void What_it_says_holds_by_default_may_be_written_and_changes_nothing()
    {
        string[] must = ["name: gateway-7", "task: task.json", "data: sea"];
        File.WriteAllLines(Folder.File("short.yaml"), must);
        File.WriteAllLines(Folder.File("long.yaml"), [.. must, .. Flat.Where(static one => one.Value.TryGetProperty("default", out _)).Select(static one => $"{one.Name}: {one.Value.GetProperty("default").GetRawText()}")]);

        Assert.That(Read("long.yaml").Settings, Is.EqualTo(Read("short.yaml").Settings));
    }

    [Test]
    public void Its_bounds_are_those_that_are_held([Values("minimum", "maximum")] string bound)
    {
        foreach (var one in Flat.Where(one => one.Value.TryGetProperty(bound, out _)))
        {
            var limit = one.Value.GetProperty(bound).GetDouble();
            var beyond = bound == "minimum" ? limit - 1 : limit * 1.5 + 1;
            File.WriteAllLines(Folder.File("agent.yaml"), ["name: gateway-7", "task: task.json", "data: sea", $"{one.Name}: {(one.Value.GetProperty("type").GetString() == "integer" ? (long)beyond : beyond)}"]);

            Assert.That(() => Read("agent.yaml"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith($"{Folder.File("agent.yaml")}:4: --{one.Name} must lie between"));
        }
    }

    [Test]
    public void Its_words_are_those_that_are_taken()
    {
        foreach (var one in Flat.Where(static one => one.Value.TryGetProperty("enum", out _)))
        {
            foreach (var word in one.Value.GetProperty("enum").EnumerateArray())
            {
                File.WriteAllLines(Folder.File("agent.yaml"), ["name: gateway-7", "task: task.json", "data: sea", $"{one.Name}: {word}"]);
                Assert.That(Read("agent.yaml").Effective.Single(set => set.Name == one.Name).Value, Is.EqualTo(word.GetString()));
            }
        }
    }

    [TestCase("log-level: loud", "--log-level must be one of information, debug, warning, error; “loud” is none")]
    [TestCase("listen: 70000", "--listen must lie between 0 and 65535")]
    public void What_it_does_not_allow_is_refused(string line, string says)
    {
        File.WriteAllLines(Folder.File("agent.yaml"), ["name: gateway-7", "task: task.json", "data: sea", line]);

        Assert.That(() => Read("agent.yaml"), Throws.TypeOf<ConfigurationException>().With.Message.Contains(says));
    }

    [Test]
    public void What_is_in_force_is_shown_with_where_it_comes_from_and_without_secrets()
    {
        File.WriteAllLines(Folder.File("agent.yaml"), ["name: gateway-7", "task: task.json", "data: sea", "registry: https://me:hunter2@registry.example", "checkpoint:", "  every: 5"]);

        var shown = EffectiveConfiguration.Write(Read("agent.yaml", "--rate", "100").Effective);

        Assert.That(shown.Split('\n'), Is.SupersetOf((string[])
        [
            $"name: gateway-7  # {Folder.File("agent.yaml")}:1",
            $"registry: \"https://…@registry.example\"  # {Folder.File("agent.yaml")}:4",
            $"checkpoint-every: 5  # {Folder.File("agent.yaml")}:6",
            "rate: 100  # command line",
            "listen: 0  # default",
        ]));
        Assert.That(shown, Does.Not.Contain("hunter2"));
    }

    private ReadConfiguration Read(string file, params string[] more) => new ConfigurationReader(["run", "--config", Folder.File(file), .. more]).Read();

    // What may be written nested, such as checkpoint: {every: 5}, is there flat, too.
    private static bool Nested(JsonElement property) => property.TryGetProperty("properties", out _);
}
