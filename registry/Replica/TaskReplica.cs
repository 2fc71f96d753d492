using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>What one replica keeps of a task: its agents, and what is read with every request.</summary>
/// <remarks>Of a store that others write to as well it is at most <see cref="MostAge"/> old; of another it is what the store has.</remarks>
internal sealed class TaskReplica(TaskKey task, IMetadataStore store, TimeProvider time)
{
    /// <summary>Older than this nothing is told: then the store is asked, or the answer is that it does not answer.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromSeconds(1);

    private const int AtOnce = 1_000;

    // While one page of a large fleet is parsed the next is on its way.
    private const int PagesAtOnce = 2;

    private readonly Lock _one = new();
    private readonly Versioned<TaskManifest> _manifest = new();
    private readonly Versioned<IReadOnlyList<ZooEntry>> _zoo = new();
    private readonly Versioned<Ratings> _ratings = new();
    private Task? _following;
    private State _state = new(new FleetTable(), FeedMark.None, default, Exists: false, FollowedAt: null);

    public TaskKey Task => task;

    public OpenTransfers Open { get; } = new(task, store, time);

    public FleetTable Table => _state.Table;

    /// <summary>How long ago the end of the feed was seen; null: never yet.</summary>
    public TimeSpan? Age => _state.FollowedAt is { } at ? time.GetElapsedTime(at) : null;

    /// <summary>Whether there is such a task, as last seen.</summary>
    public bool Exists => _state.Exists;

    /// <summary>Sees to it that what is told is not too old.</summary>
    /// <exception cref="StoreUnavailableException">It is, and the store does not answer.</exception>
    public ValueTask CatchUpAsync(CancellationToken cancellation) =>
        store.IsShared && Volatile.Read(ref _state).FollowedAt is { } at && time.GetElapsedTime(at) < MostAge
            ? ValueTask.CompletedTask
            : new ValueTask(FollowAsync(cancellation));

    /// <summary>Follows the feed to its present end; whoever comes while somebody does waits with it.</summary>
    public Task FollowAsync(CancellationToken cancellation)
    {
        Task following;
        lock (_one)
        {
            if (_following is null or { IsCompleted: true }) _following = ReadOnAsync();
            following = _following;
        }

        return following.IsCompletedSuccessfully ? following : following.WaitAsync(cancellation);
    }

    public ValueTask<TaskManifest?> ManifestAsync(CancellationToken cancellation) =>
        _manifest.GetAsync(_state.Versions.Manifest, () => store.FindTaskAsync(task, cancellation));

    public async ValueTask<IReadOnlyList<ZooEntry>> ZooAsync(CancellationToken cancellation) =>
        (await _zoo.GetAsync(_state.Versions.Zoo, async () => await store.ZooAsync(task, cancellation)))!;

    public async ValueTask<Ratings> RatingsAsync(CancellationToken cancellation) =>
        (await _ratings.GetAsync(_state.Versions.Ratings, async () => await store.RatingsAsync(task, target: "", cancellation)))!;

    public void DropManifest() => _manifest.Drop();

    public void DropZoo() => _zoo.Drop();

    public void DropRatings() => _ratings.Drop();

    private async Task ReadOnAsync()
    {
        var (table, mark) = (_state.Table, _state.Mark);
        var taking = new Queue<Task>();
        while (true)
        {
            var began = time.GetTimestamp();
            var page = await store.ChangesAsync(task, mark, _state.Versions, AtOnce, CancellationToken.None);
            if (page is null)
            {
                Become(new State(new FleetTable(), FeedMark.None, default, Exists: false, began));
                return;
            }

            // The feed of a store that was emptied, or one that has forgotten removals since: whoever is not named again is gone.
            if (page.From != mark) table = new FleetTable(isLoading: true);
            if (page.Agents.Count > 0) taking.Enqueue(TakeInAsync(table, page.Agents));
            if (taking.Count == PagesAtOnce) await taking.Dequeue();
            mark = page.Until;
            if (page.Agents.Count == AtOnce) continue;

            await System.Threading.Tasks.Task.WhenAll(taking);
            table.Seen(mark.Number);
            Become(new State(table, mark, page.Versions, Exists: true, began));
            return;
        }
    }

    private async Task TakeInAsync(FleetTable table, IReadOnlyList<ChangedAgent> changed)
    {
        // What this replica changed itself it knows already.
        ChangedAgent[] news = [.. changed.Where(one => table.Find(one.Name)?.Change != one.Number)];
        if (news.Length == 0) return;

        var agents = await store.FindAgentsAsync(task, [.. news.Select(static one => one.Name)], CancellationToken.None);
        for (var i = 0; i < news.Length; i++)
        {
            if (agents[i] is { } agent) table.Put(agent.Change >= news[i].Number ? agent : agent with { Change = news[i].Number });
            else table.Remove(news[i].Name, news[i].Number);
        }
    }

    private void Become(State state) => Volatile.Write(ref _state, state);

    private sealed record State(FleetTable Table, FeedMark Mark, TaskVersions Versions, bool Exists, long? FollowedAt);
}
