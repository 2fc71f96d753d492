using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>How an agent's requests for help ended, and the last of them; belongs to the pipeline's thread.</summary>
internal sealed class TransferTally
{
    private readonly Dictionary<string, long> _outcomes = [];
    private readonly Queue<TransferRecord> _last = new();

    /// <param name="records">All requests so far, in order.</param>
    public TransferTally(IEnumerable<TransferRecord> records)
    {
        foreach (var record in records)
        {
            Began(record);
            if (record.Outcome is not null) Ended(record);
        }
    }

    /// <summary>How often a class was new.</summary>
    public long Novelties { get; private set; }

    /// <summary>How often the model fell.</summary>
    public long Drifts { get; private set; }

    /// <summary>Alarms among samples without labels, of this process.</summary>
    public long Unlabelled { get; private set; }

    /// <summary>The last request, be it open; null: none yet.</summary>
    public TransferRecord? Latest { get; private set; }

    /// <summary>Takes note of one that begins.</summary>
    public void Began(TransferRecord record)
    {
        if (record.Request.Trigger.Kind is TriggerKind.Novelty) Novelties++;
        else Drifts++;
        Latest = record;
    }

    /// <summary>Takes note of one that has ended.</summary>
    public void Ended(TransferRecord record)
    {
        var outcome = WordOf(record.Outcome.GetValueOrDefault());
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        _last.Enqueue(record);
        if (_last.Count > TransfersStatus.MostShown) _last.Dequeue();
    }

    /// <summary>Takes note of an alarm among samples without labels.</summary>
    public void Warned() => Unlabelled++;

    /// <summary>All of it, with the request that is open.</summary>
    public TransfersStatus Read(TransferRecord? open) =>
        new(new SortedDictionary<string, long>(_outcomes), open is null ? null : Of(open), [.. _last.Reverse().Select(Of)]);

    /// <summary>The word for what raised a request.</summary>
    public static string WordOf(TriggerKind kind) => kind is TriggerKind.Novelty ? "novelty" : "drift";

    private static TransferStatus Of(TransferRecord record) => new(
        WordOf(record.Request.Trigger.Kind), record.Request.Trigger.Sample, record.Outcome is { } outcome ? WordOf(outcome) : null, record.Reason, record.Donors, record.Direct, record.Bytes,
        record.ErrorBefore, record.ErrorAfter, record.EndedAtSample);

    private static string WordOf(TransferState outcome) => outcome switch
    {
        TransferState.RolledBack => "rolled-back",
        var other => other.ToString().ToLowerInvariant(),
    };
}
