using System.Collections.Concurrent;
using System.Threading.Channels;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Where the pipeline leaves what is to go to the registry; the link's tasks carry it.</summary>
/// <remarks>Latest wins for profiles; requests and the outbox are durable in the checkpoint, this only wakes who sends them.</remarks>
internal sealed class Courier
{
    // The policy looks at every class; once in so many samples is often enough.
    private const int LookEvery = 25;

    // A target may still ask for a part of the publication before last.
    private const int PublicationsKept = 4;

    private readonly PublicationPolicy _policy = new();
    private readonly Channel<bool> _outbox = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<TransferRecord> _requests = Channel.CreateUnbounded<TransferRecord>();
    private readonly Channel<AgentProfile> _profiles = Channel.CreateBounded<AgentProfile>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly ConcurrentDictionary<string, ModelPart> _lendable = new();
    private readonly Queue<IReadOnlyList<ModelPart>> _publications = new();
    private AgentStatus _status = new(0);

    /// <summary>The requests for help to be driven.</summary>
    public ChannelReader<TransferRecord> Requests => _requests.Reader;

    /// <summary>The latest profile that is worth publishing.</summary>
    public ChannelReader<AgentProfile> Profiles => _profiles.Reader;

    /// <summary>Signals that the outbox may hold something.</summary>
    public ChannelReader<bool> OutboxChanged => _outbox.Reader;

    /// <summary>What the next report says.</summary>
    public AgentStatus Status => Volatile.Read(ref _status);

    /// <summary>A part that was offered lately, by its hash.</summary>
    public bool TryLend(string sha256, out ModelPart? part) => _lendable.TryGetValue(sha256, out part);

    /// <summary>Wakes the outbox.</summary>
    public void Wake() => _outbox.Writer.TryWrite(true);

    /// <summary>Has a request driven that is open and waits for parts.</summary>
    public void Resume(TransferRecord? record)
    {
        if (record is { Outcome: null }) _requests.Writer.TryWrite(record);
    }

    /// <summary>Takes the pipeline's state after a sample, and a profile when there is something new to say.</summary>
    public void OfferProfile(CollaborativeLearner learner, AgentState state)
    {
        if (learner.Samples % LookEvery != 0) return;

        Volatile.Write(ref _status, new AgentStatus(
            learner.Samples, learner.Metrics.Window.Accuracy, state.LastScores?.Own, state.Twin?.Metrics.Window.Accuracy, state.LastScores?.Twin));
        if (!_policy.IsDue(learner)) return;

        _policy.Published(learner);
        _profiles.Writer.TryWrite(ProfileOf(learner));
    }

    private AgentProfile ProfileOf(CollaborativeLearner learner)
    {
        var parts = learner.PartsOnOffer().Where(static part => part.Evidence >= PublicationPolicy.LendableEvidence).ToList();
        Keep(parts);
        var classes = Enumerable.Range(0, learner.Schema.Classes.Count).ToList();
        return new AgentProfile(
            learner.Samples,
            learner.Model.SamplesLearned,
            PublicationPolicy.Counts(learner.Metrics),
            [.. classes.Select(learner.Model.Evidence)],
            [.. classes.Select(learner.Metrics.Window.Recall)],
            [.. classes.Select(learner.Metrics.Window.Precision)],
            [.. parts.Select(static part => new PartOffer(part.Id, part.Classes, part.Sha256, part.Bytes.Length, part.Evidence))]);
    }

    private void Keep(IReadOnlyList<ModelPart> parts)
    {
        foreach (var part in parts) _lendable[part.Sha256] = part;
        _publications.Enqueue(parts);
        if (_publications.Count <= PublicationsKept) return;

        foreach (var old in _publications.Dequeue())
        {
            if (!_publications.Any(kept => kept.Any(part => part.Sha256 == old.Sha256))) _lendable.TryRemove(old.Sha256, out _);
        }
    }
}
