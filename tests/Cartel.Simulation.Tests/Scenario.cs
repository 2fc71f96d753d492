using System.Text.RegularExpressions;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Simulation.Tests;

/// <summary>One scripted course of three agents through a registry's client, and what the registry answered at each step.</summary>
internal sealed partial class Scenario(RegistryClient client)
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("a"), Feature.Numeric("b")], ["x", "y", "z"]);
    private static readonly TimeSpan NoWait = TimeSpan.Zero;

    private readonly List<string> _answers = [];

    public static TaskManifest Manifest { get; } = new(SimulatedRegistry.Task, SchemaDocument.From(Schema), "linear");

    private static ModelPart Part { get; } = new("linear-logistic", Schema.Hash, "class:2", [2], 500, new byte[400]);

    /// <summary>Everything once: who registers, publishes, asks, lends, fetches and reports; and what is refused.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await client.PutTaskAsync(Manifest);
        foreach (var agent in (string[])["donor", "stranger", "target"])
            await NoteAsync(client.RegisterAsync(Manifest.Name, agent, new AgentRegistration(Schema.Hash, "1.0")));

        await NoteAsync(PublishAsync("donor", sequence: 7, [100, 100, 100]));
        await NoteAsync(PublishAsync("donor", sequence: 7, [100, 100, 100]));
        await NoteAsync(PublishAsync("donor", sequence: 6, [90, 90, 90]));
        await NoteAsync(PublishAsync("stranger", sequence: 1, [0, 0, 300]));
        await NoteAsync(PublishAsync("nobody", sequence: 1, [1, 1, 1]));
        await NoteAsync(client.NeighboursAsync(Manifest.Name, "donor", explain: true));

        foreach (var outcome in (TransferState[])[TransferState.Adopted, TransferState.RolledBack]) await TransferAsync(outcome);
        await NoteAsync(client.AgentAsync(Manifest.Name, "donor"));
        await NoteAsync(client.TransfersAsync(Manifest.Name));
        return _answers;
    }

    private async Task TransferAsync(TransferState outcome)
    {
        var request = new TransferRequest("target", new TransferTrigger(TriggerKind.Novelty, 200), [2], [150, 140, 4], [0.9, 0.8, 0], Schema.Hash, 1 << 20);
        var transfer = await client.RequestTransferAsync(Manifest.Name, request, $"key-{outcome}");
        await NoteAsync(Task.FromResult(transfer));
        await NoteAsync(client.RequestTransferAsync(Manifest.Name, request, $"key-{outcome}"));
        await NoteAsync(client.MoveAsync(transfer.Id, new TransferMove(TransferState.Verifying)));
        await NoteAsync(client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "target", [Part.Sha256])));
        await NoteAsync(client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Part.Sha256])));

        var inbox = await client.InboxAsync(Manifest.Name, "donor", 0, NoWait);
        _answers.Add(string.Join(' ', inbox.Items.Select(static item => item.Sha256).Distinct()));
        await client.UploadPartAsync(Part.Sha256, Part.Bytes);
        _answers.Add(ModelPart.HashOf(await client.DownloadPartAsync(Part.Sha256, 1 << 20, NoWait)));
        await NoteAsync(client.MoveAsync(transfer.Id, new TransferMove(TransferState.Verifying, Sample: 203)));
        await NoteAsync(client.MoveAsync(transfer.Id, new TransferMove(TransferState.Shadowing, Sample: 204)));

        var receipt = new TransferReceipt(outcome, "as it went", "donor", [Part.Id], Part.Bytes.Length, 0.5, 0.1, 204, 404);
        await NoteAsync(client.SendReceiptAsync(transfer.Id, receipt));
        await NoteAsync(client.SendReceiptAsync(transfer.Id, receipt));
        await NoteAsync(client.SendReceiptAsync(transfer.Id, receipt with { Outcome = TransferState.Failed }));
    }

    private Task<ProfileReceipt> PublishAsync(string agent, long sequence, long[] counts) => client.PutProfileAsync(Manifest.Name, agent, new AgentProfile(
        sequence, 300, counts, counts, [0.9, 0.9, 0.9], [0.9, 0.9, 0.9], [new PartOffer(Part.Id, Part.Classes, Part.Sha256, Part.Bytes.Length, Part.Evidence)]));

    private async Task NoteAsync<T>(Task<T> answer)
    {
        try
        {
            _answers.Add(Canonical(System.Text.Json.JsonSerializer.Serialize(await answer)));
        }
        catch (RegistryException refusal)
        {
            _answers.Add(refusal.Problem.Code);
        }
    }

    // Ids, instants, ages and the jitter of leases are nobody's rule.
    private static string Canonical(string json) => Jitter().Replace(Instant().Replace(Id().Replace(json, "ID"), "\"AT\""), "\"$1\":0");

    [GeneratedRegex(@"[0-9a-f]{32}(?![0-9a-f])")]
    private static partial Regex Id();

    [GeneratedRegex(@"""\d{4}-\d\d-\d\dT[^""]*""")]
    private static partial Regex Instant();

    [GeneratedRegex(@"""(LeaseSeconds|NextPublishAfterSeconds|AgeSeconds|age|Score|score|reputation)"":[0-9.E+-]+")]
    private static partial Regex Jitter();
}
