using System.Diagnostics;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Sqlite;

namespace Cartel.Agent;

/// <summary>Everything of a running agent that a checkpoint stores; belongs to the pipeline's thread.</summary>
internal sealed class AgentState(
    ISampleSource source, ISampleEncoder encoder, CollaborativeLearner learner, IsolatedTwin? twin, ICheckpoint checkpoint, LateLabels? late = null, ILabelSource? labels = null)
{
    // While nothing can be stored, no more than these wait in memory.
    private const int MostUnsaved = 1_000;

    private readonly List<OutboxItem> _toSend = [];
    private readonly List<HeldOutScores> _scores = [];
    private Activity? _step;
    private readonly Lineage _lineage = new(checkpoint.Transfers());

    /// <summary>How the requests for help ended.</summary>
    public TransferTally Tally { get; } = new(checkpoint.Transfers());

    public ISampleSource Source => source;

    public ISampleEncoder Encoder => encoder;

    public CollaborativeLearner Learner => learner;

    public IsolatedTwin? Twin => twin;

    /// <summary>What waits for its label; null: labels come with their samples or not at all.</summary>
    public LateLabels? Late => late;

    /// <summary>The labels that come later, or null.</summary>
    public ILabelSource? Labels => labels;

    /// <summary>Why the last checkpoint could not be stored; null: it was.</summary>
    public string? Unsaved { get; private set; }

    /// <summary>The request for help under way, or null.</summary>
    public TransferRecord? Open { get; private set; } = checkpoint.Transfers().LastOrDefault(static record => record.Outcome is null);

    /// <summary>The last held-out scores, or null.</summary>
    public HeldOutScores? LastScores { get; private set; }

    /// <summary>The borrowed parts that a part of the model was merged from; null: none.</summary>
    public IReadOnlyList<PartSource>? SourcesOf(string partId) => _lineage.Of(partId, Open);

    /// <summary>Goes on learning with other options; of a trigger that is replaced the state is dropped, and nothing else.</summary>
    public void Change(CollaborationOptions options)
    {
        var economy = learner.Economy;
        learner = CollaborativeLearner.Restore(learner.Schema, options, learner.Save());
        learner.Economy = economy;
    }

    public void Note(HeldOutScores scores)
    {
        LastScores = scores;
        _scores.Add(scores);
    }

    public void Begin(string agent, HelpTrigger trigger, IReadOnlyList<byte[]?>? sketch = null, string? traceParent = null)
    {
        var kind = trigger.Novel ? TriggerKind.Novelty : TriggerKind.Drift;
        var request = new TransferRequest(
            agent,
            new TransferTrigger(kind, trigger.Sample),
            trigger.Needs,
            learner.CurrentCounts,
            learner.CurrentRecall,
            learner.Schema.Hash,
            learner.ByteBudget,
            sketch,
            learner.Companions);
        // An agent that begins anew under an old name meets the same trigger at the same sample: it is another request.
        Open = new TransferRecord($"{agent}-{(trigger.Novel ? "novelty" : "drift")}-{trigger.Sample}-{Guid.NewGuid():N}", request) { TraceParent = traceParent };
        Tally.Began(Open);
    }

    /// <summary>Tells the open request's trace which step begins, and so which one is over.</summary>
    public void Enter(string step)
    {
        Leave();
        _step = AgentTraces.Begin(step, Open?.TraceParent, Open?.Request.Target ?? "");
    }

    /// <summary>Has the registry told of an alarm among samples without labels.</summary>
    public void Warn(string agent, UnlabelledAlarm alarm)
    {
        Tally.Warned();
        var kind = alarm.Kind is UnlabelledAlarmKind.Strange ? TriggerKind.Novelty : TriggerKind.Drift;
        Send(new OutboxItem($"{agent}-{alarm.Kind}-{source.Position}-{Guid.NewGuid():N}", Signal: new AgentSignal(kind, source.Position, alarm.Classes)));
    }

    /// <summary>Notes what has become known of the open request.</summary>
    public void Update(Func<TransferRecord, TransferRecord> change)
    {
        if (Open is null) return;

        Open = change(Open);
        try
        {
            checkpoint.Note(Open);
        }
        catch (SqliteException failure) when (CheckpointFile.IsPassing(failure))
        {
            // The next checkpoint has it, too.
            Unsaved = failure.Message;
        }
    }

    /// <summary>Ends the open request: <paramref name="tell"/> makes the message to the registry, if it needs one.</summary>
    public void End(TransferState outcome, string reason, Func<TransferRecord, OutboxItem?> tell)
    {
        if (Open is null) return;

        Open = Open with { Outcome = outcome, Reason = reason, EndedAtSample = learner.Samples };
        _step?.SetTag("cartel.outcome", outcome.ToString());
        Leave();
        if (tell(Open) is { } item) _toSend.Add(item);
        Save();
        _lineage.Add(Open);
        Tally.Ended(Open);
        Open = null;
    }

    public void Send(OutboxItem item) => _toSend.Add(item);

    /// <summary>Makes all of it durable at once; where the disk does not let it, it stays in memory until it can.</summary>
    /// <exception cref="SqliteException">The file cannot be used any more.</exception>
    public void Save()
    {
        var live = source as ILiveSource;
        var (mark, labelsMark) = (live?.Mark ?? "", labels?.Mark ?? "");
        try
        {
            var evicted = checkpoint.Save(() => Snapshot(mark, labelsMark), Open, _toSend, _scores, late?.Changes() ?? LateChanges.None, late?.Window ?? 0);
            late?.Stored(evicted);
        }
        catch (SqliteException failure) when (CheckpointFile.IsPassing(failure))
        {
            Unsaved = failure.Message;
            if (_toSend.Count > MostUnsaved) _toSend.RemoveRange(0, _toSend.Count - MostUnsaved);
            return;
        }

        Unsaved = null;
        _toSend.Clear();
        _scores.Clear();
        live?.Commit(mark);
        labels?.Commit(labelsMark);
    }

    private void Leave()
    {
        _step?.Dispose();
        _step = null;
    }

    private AgentSnapshot Snapshot(string mark, string labelsMark) =>
        new(source.Position, learner.Schema.Hash, encoder.Save(), learner.Save(), twin?.Save() ?? []) { Mark = mark, LabelsMark = labelsMark };
}
