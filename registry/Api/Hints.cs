using System.Collections.Concurrent;
using System.Globalization;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Hosting;
using Cartel.Registry.Replica;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>What the registry tells an agent unasked, in the answer to a publication, a renewed lease or a look into its inbox.</summary>
/// <remarks>Every renewal comes here, so that the common case, nothing to tell, must cost little: what is asked for lately is
/// read once a second and not once a call, and so is the fleet, and that only when a class may emerge. What an agent was told is
/// told again for a minute, without looking for donors anew.</remarks>
internal sealed class Hints(
    ReplicaStore store, FleetReader fleets, RecentRequests requests, IPartStore parts, ZooParts zooParts, Bells bells, Matchmaker matchmaker, RegistryOptions options)
    : IDisposable
{
    private const string Anticipation = "anticipation";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(5);

    private readonly ZooLimits _limits = ZooLimits.Default with { Entries = options.Zoo };
    private readonly ConcurrentDictionary<TaskKey, Seen> _seen = new();
    private readonly ConcurrentDictionary<AgentKey, Emerging> _emerging = new();
    private readonly ConcurrentDictionary<AgentKey, Told> _told = new();
    private readonly ConcurrentDictionary<TaskKey, Live> _live = new();
    private readonly ConcurrentDictionary<TaskKey, bool> _learned = new();
    private readonly ConcurrentDictionary<AgentKey, DateTimeOffset> _called = new();
    private readonly ConcurrentDictionary<(TaskKey Task, int Class), DateTimeOffset> _spread = new();
    private readonly SemaphoreSlim _counting = new(1);
    private readonly Lock _forgetting = new();
    private DateTimeOffset _forgotAt = DateTimeOffset.MinValue;

    /// <summary>Of how many agents something is remembered.</summary>
    internal int Remembered => _emerging.Count + _told.Count + _called.Count;

    public void Dispose() => _counting.Dispose();

    /// <summary>Raised for each agent that is woken.</summary>
    public event Action<AgentKey>? Called;

    /// <summary>Wakes some of those whom a class may reach next, at the request that shows it, once a second at most. Who waits at another
    /// replica looks when its turn ends.</summary>
    public async Task SpreadAsync(TaskKey task, Transfer opened, Fleet fleet, DateTimeOffset now, CancellationToken cancellation)
    {
        int[] due = [.. opened.Needs.Where(label => !_spread.TryGetValue((task, label), out var last) || now - last >= LookEvery)];
        if (due.Length == 0) return;

        foreach (var wave in (await requests.NewWavesAsync(task, now, cancellation)).Where(wave => due.Contains(wave.Class)))
        {
            _spread[(task, wave.Class)] = now;
            ForgetSometimes(now);
            foreach (var name in Emergence.Next(wave, opened.Target, fleet, now))
            {
                var agent = task.Agent(name);
                _emerging.TryRemove(agent, out _);
                _called[agent] = now;
                bells.Ring(Bells.Inbox(agent));
                Called?.Invoke(agent);
            }
        }
    }

    /// <summary>Whether an agent that waits should look for news.</summary>
    public bool IsCalled(AgentKey agent) => _called.ContainsKey(agent);

    /// <summary>What an agent that waits should hear at once; null where there is nothing, or where it heard the same within a minute.</summary>
    public async Task<News?> NewsAsync(AgentKey agent, DateTimeOffset now, CancellationToken cancellation)
    {
        _called.TryRemove(agent, out _);
        var emerging = await EmergingAsync(agent, now, cancellation);
        var recalled = await RecalledAsync(agent, profile: null, cancellation);
        if (emerging.Count == 0 && recalled.Count == 0)
        {
            _told.TryRemove(agent, out _);
            return null;
        }

        var told = new Told(now, string.Join(' ', [.. emerging.Select(static one => $"{one.Class}/{Math.ILogB(Emergence.EvidenceFor(one.Class, one.Offers[0]))}"), .. recalled]));
        if (_told.TryGetValue(agent, out var before) && before.What == told.What && now - before.At < TellEvery) return null;

        _told[agent] = told;
        ForgetSometimes(now);
        return new News(ProfilesApi.OrNull(emerging), ProfilesApi.OrNull(recalled));
    }

    /// <summary>The recalled hashes in an agent's profile, by default in that which stands.</summary>
    public async Task<IReadOnlyList<string>> RecalledAsync(AgentKey agent, AgentProfile? profile, CancellationToken cancellation)
    {
        var recalled = await store.RecalledAsync(agent.Task.Namespace, cancellation);
        if (recalled.Count == 0) return [];

        return Recalls.In(profile ?? (await store.FindAgentAsync(agent, cancellation))?.Profile, recalled);
    }

    /// <summary>Whether anybody of a task has published, so that an agent that begins now may find help.</summary>
    public async Task<bool> HasLearnedAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation) =>
        _learned.ContainsKey(task) || (await LiveAsync(task, now, cancellation)).Count > 0 || (await store.ZooAsync(task, cancellation)).Count > 0;

    /// <summary>The parts of a publication that the zoo would like and does not have yet.</summary>
    public async Task<IReadOnlyList<string>> ArchiveAsync(
        AgentKey agent, ProfileDocument? former, ProfileDocument profile, DateTimeOffset now, CancellationToken cancellation)
    {
        var (task, ns) = (agent.Task, agent.Task.Namespace);
        _learned[task] = true;
        if (options.Zoo == 0) return [];

        var others = (await LiveAsync(task, now, cancellation)).Where(other => other.Name != agent.Agent).Select(static other => other.Numbers);
        var entries = await store.ZooAsync(task, cancellation);
        var ratings = await store.RatingsAsync(task, cancellation);
        var kept = await zooParts.LookAsync(task, entries, cancellation);
        var change = Zoo.Plan(agent.Agent, former, profile, others, entries, kept.Has, ratings, _limits, now);
        if (change == ZooChange.None) return [];

        await store.ChangeZooAsync(task, change, cancellation);
        if (change.Added is not { } added) return [];

        string[] hashes = [.. added.Parts.Select(static part => part.Sha256).Distinct(StringComparer.Ordinal)];
        var relay = await parts.LookAsync(ns, hashes, cancellation);
        return [.. hashes.Where(sha256 => !relay.Has(sha256))];
    }

    /// <summary>What emerges around an agent; the parts for it that are not here are asked for.</summary>
    public async Task<IReadOnlyList<EmergingClass>> EmergingAsync(AgentKey agent, DateTimeOffset now, CancellationToken cancellation)
    {
        var waves = await requests.WavesAsync(agent.Task, now, cancellation);
        if (waves.Count == 0) return [];
        if (await store.FindAgentAsync(agent, cancellation) is not { Document: { Numbers: { } profile } } stored) return [];
        if (Emergence.Unknown(waves, agent.Agent, profile) is not { Count: > 0 } unknown) return [];

        var fleet = await RecentFleetAsync(agent.Task, now, cancellation);
        var near = Emergence.Near(unknown, profile, fleet);
        if (near.Count == 0) return [];
        if (_emerging.TryGetValue(agent, out var before) && before.Holds(near, profile, now)) return before.What;

        var emerging = Emergence.Find(stored, near, await fleets.AsSeenByAsync(fleet, agent.Task, agent.Agent, cancellation), matchmaker, now);
        _emerging[agent] = new Emerging(now, profile.Sequence, emerging);
        ForgetSometimes(now);
        // Asked for again each minute, and of all agents that are told within it only once.
        var asking = string.Create(CultureInfo.InvariantCulture, $"{Anticipation}-{now.ToUnixTimeSeconds() / 60}");
        foreach (var offer in emerging.SelectMany(static one => one.Offers).Where(static offer => !offer.FromZoo))
        {
            string[] offered = [.. offer.Parts.Select(static part => part.Sha256)];
            var relay = await parts.LookAsync(agent.Task.Namespace, offered, cancellation);
            string[] missing = [.. offered.Where(sha256 => !relay.IsFresh(sha256, now - Freshness.Lasts))];
            if (missing.Length > 0) await store.RequestPartsAsync(agent.Task.Agent(offer.Agent), asking, missing, now, cancellation);
        }

        return emerging;
    }

    // Not the agents themselves: what they replace meanwhile would stay in memory.
    private async Task<IReadOnlyList<LiveAgent>> LiveAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation)
    {
        if (KnownLive(task, now) is { } known) return known;

        // One list of a large fleet, and not one for each that comes meanwhile.
        await _counting.WaitAsync(cancellation);
        try
        {
            return KnownLive(task, now) ?? await CountLiveAsync(task, now, cancellation);
        }
        finally
        {
            _counting.Release();
        }
    }

    private List<LiveAgent>? KnownLive(TaskKey task, DateTimeOffset now) =>
        _live.TryGetValue(task, out var look) && (now - look.At).Duration() < CountEvery ? look.Agents : null;

    private async Task<List<LiveAgent>> CountLiveAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation)
    {
        var agents = await store.AgentsAsync(task, cancellation);
        var live = new List<LiveAgent>(agents.Count);
        foreach (var agent in agents)
        {
            if (agent.Document is { } document && agent.LeaseUntil > now) live.Add(new LiveAgent(agent.Name, document.Numbers));
        }

        _live[task] = new Live(now, live);
        return live;
    }

    private async Task<Fleet> RecentFleetAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation)
    {
        if (_seen.TryGetValue(task, out var seen) && now >= seen.At && now - seen.At < LookEvery) return seen.Fleet;

        var fleet = await fleets.ReadAsync(task, cancellation);
        _seen[task] = new Seen(now, fleet);
        return fleet;
    }

    // What is older counts for nothing any more; agents come and go.
    private void ForgetSometimes(DateTimeOffset now)
    {
        lock (_forgetting)
        {
            if (now - _forgotAt < TellEvery) return;
            _forgotAt = now;
        }

        Forget(_emerging, static one => one.At);
        Forget(_told, static one => one.At);
        Forget(_called, static at => at);
        Forget(_spread, static at => at);
        Forget(_live, static one => one.At);
        Forget(_seen, static one => one.At);

        void Forget<TKey, TValue>(ConcurrentDictionary<TKey, TValue> remembered, Func<TValue, DateTimeOffset> at)
            where TKey : notnull
        {
            foreach (var entry in remembered)
            {
                if (now - at(entry.Value) >= TellEvery) remembered.TryRemove(entry);
            }
        }
    }

    private sealed record Live(DateTimeOffset At, List<LiveAgent> Agents);

    private readonly record struct LiveAgent(string Name, ProfileNumbers Numbers);

    /// <summary>What an agent is told unasked.</summary>
    internal sealed record News(IReadOnlyList<EmergingClass>? Emerging, IReadOnlyList<string>? Recalled);

    private sealed record Told(DateTimeOffset At, string What);

    private sealed record Seen(DateTimeOffset At, Fleet Fleet);

    private sealed record Emerging(DateTimeOffset At, long Sequence, IReadOnlyList<EmergingClass> What)
    {
        public bool Holds(IReadOnlyList<(int Class, int Count)> near, ProfileNumbers profile, DateTimeOffset now) =>
            now >= At && now - At < TellEvery && Sequence == profile.Sequence
            && What.Select(static one => one.Class).Order().SequenceEqual(near.Select(static one => one.Class).Order());
    }
}
