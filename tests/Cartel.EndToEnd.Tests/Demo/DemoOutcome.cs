using System.Text.Json;

namespace Cartel.EndToEnd.Tests;

/// <summary>What <c>./cartel demo --json</c> wrote.</summary>
internal sealed class DemoOutcome(JsonElement root)
{
    private static readonly string[] Outcomes = ["adopted", "rejected", "rolled-back", "expired", "failed", "open", "on-probation"];

    public static DemoOutcome Read(string path) => new(JsonDocument.Parse(File.ReadAllText(path)).RootElement);

    /// <summary>Agents that kept what they borrowed, and whose isolated twin needed more samples to recover, or never did.</summary>
    private IEnumerable<JsonElement> Helped =>
        from agent in Agents
        where agent.GetProperty("outcome").ValueEquals("adopted")
        let own = Samples(agent, "samplesToRecover")
        where own is not null && own < (Samples(agent, "twinSamplesToRecover") ?? long.MaxValue)
        select agent;

    private IEnumerable<JsonElement> Agents => root.GetProperty("agents").EnumerateArray();

    /// <summary>Of all agents, over all their samples.</summary>
    public IEnumerable<double> Accuracies => Agents.Select(static agent => Number(agent, "accuracy")!.Value);

    public void AssertThatSomebodyWasHelped() =>
        Assert.That(Helped, Is.Not.Empty, "no agent adopted a part and recovered before its twin");

    /// <summary>Parts travelled, and nobody ended up worse than alone.</summary>
    /// <remarks>How much they gain depends on when a transfer comes between two samples, and so on the load of the machine: the evaluation, on virtual time, measures that.</remarks>
    public void AssertThatPartsTravelledAndNobodyWasHarmed()
    {
        Assert.That(Agents.Sum(static agent => Samples(agent, "bytes") ?? 0), Is.Positive, "somebody fetched parts");
        foreach (var agent in Agents)
            Assert.That(Number(agent, "accuracy") - Number(agent, "twinAccuracy"), Is.GreaterThan(-0.02), Text(agent, "agent"));
    }

    /// <summary>The names and types of DESIGN.md, section 9; a count that never happened is null.</summary>
    public void AssertFields(string store)
    {
        Assert.That(Text(root, "store"), Is.EqualTo(store));
        Assert.That(root.GetProperty("seconds").GetDouble(), Is.Positive);
        Assert.That(Agents.Select(static agent => Text(agent, "agent")), Is.EqualTo(Enumerable.Range(1, Agents.Count()).Select(static number => $"agent-{number}")).And.Not.Empty);
        foreach (var agent in Agents) AssertFields(agent);
    }

    private static void AssertFields(JsonElement agent)
    {
        Assert.That(Text(agent, "trigger"), Is.AnyOf("novelty", "drift", null));
        Assert.That(Samples(agent, "triggerAtSample"), Is.Null.Or.Positive);
        Assert.That(Text(agent, "donor"), Is.Null.Or.Matches("^(agent-|zoo:agent-)").And.Not.EqualTo(Text(agent, "agent")));
        Assert.That(Number(agent, "jsdBits"), Is.Null.Or.InRange(-1.0, 1.0), "bias-corrected: it may lie a little below 0");
        Assert.That(agent.GetProperty("parts").EnumerateArray().Select(static part => part.GetString()), Has.All.Not.Empty);
        Assert.That(Samples(agent, "bytes"), Is.Not.Negative);
        Assert.That(Text(agent, "outcome"), Is.Null.Or.AnyOf(Outcomes));
        Assert.That(Samples(agent, "samplesToRecover"), Is.Null.Or.Positive);
        Assert.That(Samples(agent, "twinSamplesToRecover"), Is.Null.Or.Positive);
        Assert.That(Number(agent, "accuracy"), Is.InRange(0.0, 1.0));
        Assert.That(Number(agent, "twinAccuracy"), Is.InRange(0.0, 1.0));
    }

    // A missing property throws; null must be written.
    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static long? Samples(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.GetInt64() : null;

    private static double? Number(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.GetDouble() : null;
}
