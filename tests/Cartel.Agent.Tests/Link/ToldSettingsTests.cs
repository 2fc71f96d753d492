using Cartel.Collaboration;

namespace Cartel.Agent.Tests.Link;

public sealed class ToldSettingsTests
{
    private static readonly AgentSettings Usual = new() { Name = "gateway-1", TaskFile = "/etc/task.json", Data = "csv:/data/secret.csv?label=class", StateFolder = "/state" };

    [Test]
    public void Usual_settings_are_told_in_two_words() => Assert.That(ToldSettings.Of(Usual), Is.EqualTo(new Dictionary<string, string>
    {
        ["trigger"] = DriftTriggers.Default,
        ["publish"] = PublicationPolicy.Default,
    }));

    [Test]
    public void What_is_not_as_usual_is_told_and_no_path_ever()
    {
        var told = ToldSettings.Of(Usual with
        {
            Twin = true,
            Terse = true,
            Registry = new Uri("https://registry.example"),
            Budgets = Usual.Budgets with { MemoryMiB = 64 },
            Collaboration = new CollaborationOptions { Window = 500, Trigger = new string('x', 300) },
        });

        Assert.That(told["window"], Is.EqualTo("500"));
        Assert.That(told["memory-mib"], Is.EqualTo("64"));
        Assert.That((told["twin"], told["terse"]), Is.EqualTo(("yes", "yes")));
        Assert.That(told["trigger"], Has.Length.EqualTo(256), "as long as a registry takes");
        Assert.That(told.Values, Has.None.Contains("/").And.None.Contains("example"));
    }
}
