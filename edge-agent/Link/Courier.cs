using System.Collections.Concurrent;
using System.Threading.Channels;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Where the pipeline leaves what is to go to the registry; the link's tasks carry it.</summary>
/// <remarks>Latest wins for profiles; requests and the outbox are durable in the checkpoint, this only wakes who sends them.</remarks>
internal sealed class Courier(IPublicationPolicy policy)
{
    /// <summary>The policy looks at every class; once in so many samples is often enough.</summary>
    public const int LookEvery = 25;

    // A target may still ask for a part of the publication before last.
    private const int PublicationsKept = 4;

    private readonly Channel<bool> _outbox = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<TransferRecord> _requests = Channel.CreateUnbounded<TransferRecord>();
    private readonly Channel<Publication> _publications = Channel.CreateBounded<Publication>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly ConcurrentDictionary<string, ModelPart> _lendable = new();
    private readonly Queue<Publication> _published = new();
    private ClassSketcher? _sketcher;
    private AgentStatus _status = new(0);

    /// <summary>The requests for help to be driven.</summary>
    public ChannelReader<TransferRecord> Requests => _requests.Reader;

    /// <summary>The latest profile that is worth publishing, with the parts that it offers.</summary>
    public ChannelReader<Publication> Publications => _publications.Reader;

    /// <summary>Signals that the outbox may hold something.</summary>
    public ChannelReader<bool> OutboxChanged => _outbox.Reader;

    /// <summary>What the agent does without.</summary>
    public Economy Economy { get; set; }

    /// <summary>What the next report says.</summary>
    public AgentStatus Status => Volatile.Read(ref _status);

    /// <summary>What the recent samples of each class look like, once there was one; belongs to the pipeline's thread.</summary>
    public IReadOnlyList<byte[]?>? Sketch => _sketcher?.Sketches();

    /// <summary>A part that was offered lately, by its hash, and what is lent in its place: the same of the model as it is now. Null: what was offered before
    /// a restart is gone.</summary>
    /// <param name="sha256">The hash of what was offered.</param>
    /// <param name="current">The model's parts now.</param>
    public (ModelPart Offered, ModelPart Now)? TryLend(string sha256, IReadOnlyList<ModelPart> current) =>
        _lendable.TryGetValue(sha256, out var offered)
            ? (offered, current.FirstOrDefault(part => part.Id == offered.Id && part.Classes.SequenceEqual(offered.Classes)) ?? offered)
            : null;

    /// <summary>Lends parts no more that were recalled.</summary>
    public void Withdraw(IReadOnlyList<string> recalled)
    {
        foreach (var sha256 in recalled) _lendable.TryRemove(sha256, out _);
    }

    /// <summary>Publishes by another policy from now on; on the pipeline's thread.</summary>
    public void Change(IPublicationPolicy other) => policy = other;

    /// <summary>Wakes the outbox.</summary>
    public void Wake() => _outbox.Writer.TryWrite(true);

    /// <summary>Has a request driven that is open and waits for parts.</summary>
    public void Resume(TransferRecord? record)
    {
        if (record is { Outcome: null }) _requests.Writer.TryWrite(record);
    }

    /// <summary>Takes a labelled sample, for the sketch.</summary>
    public void Observe(FeatureSchema schema, ReadOnlySpan<float> features, int label) =>
        (_sketcher ??= new ClassSketcher(schema.EncodedLength, schema.Classes.Count)).Observe(features, label);

    /// <summary>Takes the pipeline's state between two samples, and a profile when there is something new to say.</summary>
    public void Look(AgentState state)
    {
        var (learner, twin) = (state.Learner, state.Twin);
        Volatile.Write(ref _status, new AgentStatus(
            learner.Samples, learner.Metrics.Window.Accuracy, state.LastScores?.Own, twin?.Metrics.Window.Accuracy, twin is null ? null : state.LastScores?.Twin));
        if (!policy.IsDue(learner)) return;

        policy.Published(learner);
        var parts = learner.PartsOnOffer().Where(static part => part.Evidence >= PublicationPolicy.LendableEvidence).ToList();
        _publications.Writer.TryWrite(new Publication(ProfileOf(state, Sketch), parts, [.. parts.Select(part => state.SourcesOf(part.Id))]));
    }

    /// <summary>Has the last publication made again: the registry has lost it.</summary>
    public void PublishAgain()
    {
        lock (_published)
        {
            // What waits already is newer.
            if (_published.Count > 0 && _publications.Reader.Count == 0) _publications.Writer.TryWrite(_published.Last());
        }
    }

    /// <summary>Keeps the parts of a publication, for those who ask for them once the registry has it.</summary>
    /// <remarks>Not when it is made: of those that are replaced before they are sent, nobody hears.</remarks>
    public void Keep(Publication publication)
    {
        lock (_published)
        {
            foreach (var part in publication.Parts) _lendable[part.Sha256] = part;
            _published.Enqueue(publication);
            if (_published.Count <= PublicationsKept) return;

            foreach (var old in _published.Dequeue().Parts)
            {
                if (!_published.Any(kept => kept.Parts.Any(part => part.Sha256 == old.Sha256))) _lendable.TryRemove(old.Sha256, out _);
            }
        }
    }

    // A share of some hundred samples is known to two digits at best.
    private static double? Short(double? share) => share is { } exact ? Math.Round(exact, 2) : null;

    private static AgentProfile ProfileOf(AgentState state, IReadOnlyList<byte[]?>? sketch)
    {
        var learner = state.Learner;
        var classes = Enumerable.Range(0, learner.Schema.Classes.Count).ToList();
        return new AgentProfile(
            learner.Samples,
            learner.Model.SamplesLearned,
            learner.CurrentCounts,
            [.. classes.Select(learner.Model.Evidence)],
            [.. classes.Select(label => Short(learner.Metrics.Window.Recall(label)))],
            null,
            [],
            sketch);
    }
}

/// <summary>A profile with the parts that it offers.</summary>
/// <remarks>A part is packed and hashed when the profile is first read, by whoever sends it: learning does not wait for that, and what is
/// replaced before it is sent is never packed.</remarks>
/// <param name="profile">Without offers.</param>
/// <param name="parts">The parts on offer.</param>
/// <param name="sources">For each of them what it was merged from, or null.</param>
internal sealed class Publication(AgentProfile profile, IReadOnlyList<ModelPart> parts, IReadOnlyList<IReadOnlyList<PartSource>?> sources)
{
    private readonly Lazy<AgentProfile> _profile = new(() => profile with
    {
        Parts = [.. parts.Select((part, i) => new PartOffer(part.Id, part.Classes, part.Sha256, part.Bytes.Length, part.Evidence, sources[i]))],
    });

    public AgentProfile Profile => _profile.Value;

    public IReadOnlyList<ModelPart> Parts => parts;
}
