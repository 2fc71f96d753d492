using Cartel.Protocol;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>A fleet to which everything has happened that a page can show: three met a storm at once, one was helped, one went back.</summary>
internal sealed class StoryFleet
{
    public const string Third = "alps-3";
    public const string Fourth = "alps-4";
    public const long AskedAt = 500;

    // The best is that of the receipt's error after.
    private static readonly MergeTrial[] Trials =
        [new("alps-2 alone", 0.08, Passed: true), new("parts, averaged", 0.11, Passed: true), new("parts, replaced", 0.45)];

    // 380 samples from the merge to the end: the last step has 30.
    private static readonly ProbationCurve Curve = new(50, [21, 40, 62, 83, 101, 120, 139, 150], [6, 11, 15, 20, 23, 27, 30, 31], [9, 15, 19, 24, 27, 31, 34, 35]);

    private StoryFleet(Transfer adopted, Transfer undone) => (Adopted, Undone) = (adopted, undone);

    /// <summary>The transfer that helped.</summary>
    public Transfer Adopted { get; }

    /// <summary>The one that was undone.</summary>
    public Transfer Undone { get; }

    public static async Task<StoryFleet> GatherAsync(RegistryClient client, string task)
    {
        var manifest = PretendFleet.TaskOf(task);
        var fleet = await PretendFleet.GatherAsync(client, manifest, new Dictionary<string, string> { ["site"] = "north" });
        foreach (var agent in new[] { Third, Fourth })
        {
            await client.RegisterAsync(task, agent, new AgentRegistration(manifest.Schema.ToSchema().Hash, "1.0"));
            await client.PutProfileAsync(task, agent, new AgentProfile(1, 300, [10, 290], [10, 290], [0.5, 0.97], [0.5, 0.97], []));
        }

        for (var i = 1; i <= 5; i++)
        {
            await fleet.ReportAsync(PretendFleet.Target, i * 200, 0.5 + i * 0.08, 0.5 + i * 0.04);
            await fleet.ReportAsync(PretendFleet.Donor, i * 300, 0.9, 0.88);
        }

        await client.PutProfileAsync(task, PretendFleet.Target, new AgentProfile(
            2, 900, [300, 100], [400, 100], [0.95, 0.8], [0.9, 0.7],
            [new PartOffer("class:1", [1], new string('b', 64), 1_500, 100, [new PartSource(PretendFleet.Donor, new string('a', 64))])],
            Status: new AgentStatus(1_050, 0.93, null, 0.71)));
        await fleet.TellAsync(PretendFleet.Target, PretendFleet.VitalsOf());
        foreach (var agent in new[] { Third, Fourth })
            await client.SignalAsync(task, agent, new AgentSignal(TriggerKind.Novelty, 320, [PretendFleet.NewClass]), $"{task}-{agent}");

        var adopted = await fleet.AskAsync(AskedAt);
        await fleet.FetchAsync(adopted, 510);
        await fleet.MoveAsync(adopted, TransferState.Verifying, 515);
        await fleet.MoveAsync(adopted, TransferState.Shadowing, 520);
        await fleet.EndAsync(adopted, TransferState.Adopted, "It did better.", 520, 900, Trials, Curve);
        var undone = await fleet.AskAsync(950);
        await fleet.FetchAsync(undone, 960);
        await fleet.EndAsync(undone, TransferState.RolledBack, "The former model did better.", 970, 1_000);
        return new StoryFleet(adopted, undone);
    }
}
