using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <content>The event log.</content>
internal sealed partial class MemoryStore
{
    private const string Epoch = "virtual0";

    private readonly Dictionary<string, EventLog> _logs = new(StringComparer.Ordinal);

    public Task<IdempotencyOutcome> SignalAsync(
        TaskKey task, Idempotency idempotency, NewEvent signal, CancellationToken cancellation) => Step(() =>
    {
        if (Recall(task, idempotency) is { } before)
            return before.Idempotency.BodyHash == idempotency.BodyHash ? IdempotencyOutcome.Replayed : IdempotencyOutcome.Conflict;

        _tasks[task].Keys[(idempotency.Operation, idempotency.Key)] = (idempotency, null);
        Append(task.Namespace, signal);
        return IdempotencyOutcome.New;
    });

    public Task<EventPage> EventsAsync(string ns, long after, int limit, CancellationToken cancellation) => Step(() =>
    {
        var log = LogOf(ns);
        var oldest = log.Items.Count > 0 ? log.Newest - log.Items.Count + 1 : 0;
        var items = log.Items.Select((item, i) => (Number: oldest + i, item.Event)).Where(item => item.Number > after).Take(limit);
        return new EventPage(
            Epoch, oldest, log.Items.Count > 0 ? log.Newest : 0, [.. items.Select(static item => item.Event with { Id = $"{Epoch}-{item.Number}" })]);
    });

    public Task<long> EventTailAsync(string ns, int count, CancellationToken cancellation) => Step(() =>
    {
        var log = LogOf(ns);
        return log.Items.Count > count ? log.Newest - count : 0;
    });

    private void Append(string ns, NewEvent happened)
    {
        var log = LogOf(ns);
        if (!log.Keys.Add(happened.Key)) return;

        log.Items.Enqueue(happened);
        log.Newest++;
        if (log.Items.Count > Keep.Events) log.Keys.Remove(log.Items.Dequeue().Key);
    }

    private EventLog LogOf(string ns)
    {
        if (!_logs.TryGetValue(ns, out var log)) _logs.Add(ns, log = new EventLog());
        return log;
    }

    private sealed class EventLog
    {
        public Queue<NewEvent> Items { get; } = new();

        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public long Newest { get; set; }
    }
}
