using Cartel.Agent;

namespace Cartel.Simulation;

/// <summary>A simulated device's checkpoint: no simulated device crashes, so it keeps only what the link still works on.</summary>
/// <param name="changed">Hears of each request that has changed: its form before, or null, and its form now.</param>
internal sealed class MemoryCheckpoint(Action<TransferRecord?, TransferRecord> changed) : ICheckpoint
{
    private readonly List<TransferRecord> _records = [];
    private readonly Queue<QueuedItem> _outbox = new();
    private long _number;

    public IReadOnlyList<TransferRecord> Transfers() => _records;

    public (long Samples, long Labels) Save(
        Func<AgentSnapshot> snapshot, TransferRecord? changed, IReadOnlyList<OutboxItem> toSend, IReadOnlyList<HeldOutScores> scores, LateChanges late, int window)
    {
        foreach (var item in toSend) _outbox.Enqueue(new QueuedItem(++_number, item));
        if (changed is not null) Note(changed);
        return default;
    }

    public float[]? WaitingFeatures(string key) => null;

    public int? EarlyLabel(string key) => null;

    public (long Samples, long Labels) Waiting() => default;

    public void Note(TransferRecord record)
    {
        var at = _records.FindIndex(known => known.Key == record.Key);
        var before = at < 0 ? null : _records[at];
        if (ReferenceEquals(before, record)) return;

        if (at >= 0) _records[at] = record;
        else Begin(record);
        changed(before, record);
    }

    public QueuedItem? NextToSend() => _outbox.TryPeek(out var item) ? item : null;

    public void Sent(QueuedItem item) => _outbox.Dequeue();

    private void Begin(TransferRecord record)
    {
        _records.RemoveAll(known => known.Outcome is not null && _outbox.All(queued => queued.Item.TransferKey != known.Key));
        _records.Add(record);
    }
}
