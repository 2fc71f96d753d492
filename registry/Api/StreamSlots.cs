using System.Collections.Concurrent;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>How many streams a client may hold open: each costs a connection and a look at the store for every event.</summary>
internal sealed class StreamSlots
{
    public const int MostPerClient = 32;
    public const int MostInAll = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);
    private int _all;

    public static IResult Refuse() => Answers.Refuse(Refusals.TooManyStreams.Because(
        $"At most {MostPerClient} streams of one client and {MostInAll} in all are open at once: close some, or ask with waitSeconds.") with
    { RetryAfter = Pause });

    /// <summary>A slot, to be disposed of when the stream ends; null where all are taken.</summary>
    public IDisposable? TryTake(HttpContext http)
    {
        var client = http.User.Identity?.Name ?? http.Connection.RemoteIpAddress?.ToString() ?? "";
        var all = Interlocked.Increment(ref _all);
        var own = _open.AddOrUpdate(client, 1, static (_, count) => count + 1);
        var slot = new Slot(this, client);
        if (all <= MostInAll && own <= MostPerClient) return slot;

        slot.Dispose();
        return null;
    }

    private sealed class Slot(StreamSlots slots, string client) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Decrement(ref slots._all);
            var left = slots._open.AddOrUpdate(client, 0, static (_, count) => count - 1);
            if (left == 0) slots._open.TryRemove(KeyValuePair.Create(client, 0));
        }
    }
}
