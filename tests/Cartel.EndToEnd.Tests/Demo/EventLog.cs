using Cartel.Protocol;

namespace Cartel.EndToEnd.Tests;

/// <summary>The event log, and what must hold in it whatever crashed.</summary>
internal static class EventLog
{
    private static readonly string[] Ends =
        [.. new[] { "adopted", "rejected", "rolled-back", "expired", "failed" }.Select(static state => EventKinds.TransferPrefix + state)];

    /// <summary>All events so far; none while the registry is away.</summary>
    public static async Task<IReadOnlyList<CartelEvent>> ReadAsync(RegistryClient client)
    {
        var events = new List<CartelEvent>();
        try
        {
            for (var page = await client.EventsAsync(); ; page = await client.EventsAsync(page.NextCursor))
            {
                events.AddRange(page.Items);
                if (page.NextCursor is null) return events;
            }
        }
        catch (Exception away) when (away is RegistryUnavailableException or RegistryException)
        {
            return [];
        }
    }

    /// <summary>Nothing is told twice: an agent joins once, meets a class once, and a transfer passes each state once.</summary>
    /// <remarks>Only to be lost and back again may happen to an agent more than once; each donor that is tried is fetched from once.</remarks>
    public static void AssertEachOnce(IReadOnlyList<CartelEvent> events)
    {
        var told = events.Where(static item => item.Kind is not (EventKinds.AgentLost or EventKinds.AgentBack)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(static item => item.Id), Is.Unique);
            Assert.That(told.Where(static item => item.Transfer is null).Select(static item => (item.Agent, item.Kind, item.Sample)), Is.Unique);
            Assert.That(told.Where(static item => item.Transfer is not null).Select(static item => (item.Transfer, item.Kind, item.Donor)), Is.Unique);
            Assert.That(events.Where(IsEnd).Select(static item => item.Transfer), Is.Unique, "a transfer ends once");
        });
    }

    /// <summary>How the transfer ended that an event is about; null: it is still open.</summary>
    public static string? EndOf(CartelEvent one, IReadOnlyList<CartelEvent> events) =>
        events.SingleOrDefault(item => item.Transfer == one.Transfer && IsEnd(item))?.Kind[EventKinds.TransferPrefix.Length..];

    private static bool IsEnd(CartelEvent item) => Ends.Contains(item.Kind);
}
