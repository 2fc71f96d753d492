using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Registry.Tests;

/// <summary>Unremarkable things, valid in every respect.</summary>
internal static class Some
{
    public const string Task = "sea";

    public static readonly string Hash1 = new('1', 64);

    public static readonly FeatureSchema Schema = new([Feature.Numeric("x")], ["a", "b", "c"]);

    public static readonly TaskManifest Manifest = new(Task, SchemaDocument.From(Schema), "linear-logistic");

    public static readonly AgentRegistration Registration = new(Schema.Hash, "1.0");

    /// <summary>The profile of an agent that knows all three classes and offers one part.</summary>
    public static AgentProfile Profile(long sequence = 1) => new(
        sequence, 300, [100, 100, 100], [100, 100, 100], [0.9, 0.9, 0.9], [0.9, 0.9, 0.9], [Part]);

    public static readonly PartOffer Part = new("class:2", [2], Hash1, 100, 100);

    /// <summary>The wish of an agent that has just met class 2.</summary>
    public static TransferRequest Request(string target = "target", long sample = 500) => new(
        target, new TransferTrigger(TriggerKind.Novelty, sample), [2], [100, 100, 10], [0.9, 0.9, null], Schema.Hash, 1_000_000);

    public static TransferReceipt Receipt(TransferState outcome, string? donor = "donor") => new(
        outcome, "a reason", donor, ["class:2"], 100, 0.5, 0.1, 600, 700);

    /// <summary>A task with an agent that asks and one that can help.</summary>
    public static async Task FleetAsync(RegistryClient client)
    {
        await client.PutTaskAsync(Manifest);
        await client.RegisterAsync(Task, "target", Registration);
        await client.RegisterAsync(Task, "donor", Registration);
        await client.PutProfileAsync(Task, "donor", Profile());
    }

    public static readonly AgentVitals Vitals = new(
        new AgentResources(48_000_000, 0.25, 1_000_000, 9_000_000_000, 2_000, 120.5, 3, "nothing-ahead"), [new DetectorVital("class-recall:hddm-a", 0.1, 0.2, 0.15, 2)]);

    public static string Key() => Guid.NewGuid().ToString();
}
