using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Hosting;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <summary>The shipped registry on virtual time: it holds answers back as a long poll asks, and looks at leases and deadlines at its
/// usual pace.</summary>
internal sealed partial class SimulatedRegistry
{
    /// <summary>The task that every simulated device works on.</summary>
    public const string Task = "simulated";

    private readonly VirtualClock _clock;
    private readonly RegistryOptions _options;
    private readonly InProcessRegistry _registry;
    private readonly MemoryStore _store;
    private readonly Dictionary<string, List<HeldAnswer>> _held = new(StringComparer.Ordinal);
    private readonly Queue<string> _rung = new();

    /// <param name="clock">Virtual time.</param>
    /// <param name="options">How the registry runs.</param>
    /// <param name="matchmaker">Who chooses donors.</param>
    /// <param name="manifest">The task, which it knows from the start.</param>
    /// <param name="seed">For the jitter of its leases.</param>
    public SimulatedRegistry(VirtualClock clock, RegistryOptions options, Matchmaker matchmaker, TaskManifest manifest, int seed)
    {
        (_clock, _options) = (clock, options);
        _store = NewStore();
        var parts = new MemoryParts(clock, sha256 => _rung.Enqueue($"{Root}/parts/{sha256}"));
        _registry = new InProcessRegistry(options, new VirtualTime(clock), _store, parts, matchmaker, new Random(seed));
        _registry.Called += agent => _rung.Enqueue(InboxOf(agent));
        _store.PutTaskAsync(Key, manifest, standing: null, CancellationToken.None).GetAwaiter().GetResult();
        LookAround();
    }

    /// <summary>The device whose request is being answered.</summary>
    public int Asking { get; private set; }

    private static TaskKey Key { get; } = new(Names.DefaultNamespace, Task);

    private static string Root => $"/api/v1/namespaces/{Names.DefaultNamespace}";

    /// <summary>Every transfer that it still knows, newest first.</summary>
    public IReadOnlyList<Transfer> Transfers() => _store.TransfersAsync(Key, null, int.MaxValue, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Takes a request; the answer comes at once, or later where the request allows that.</summary>
    public void Take(RegistryRequest request, Action<RegistryAnswer> answer)
    {
        AnswerOrHold(request.AtOnce(), _clock.Now + request.Wait, answer);
        AnswerWhoeverWaits();
    }

    private void AnswerOrHold(RegistryRequest request, TimeSpan until, Action<RegistryAnswer> answer)
    {
        Asking = request.Device;
        var now = _registry.Answer(request);
        if (_clock.Now < until && HasNothingYet(request, now)) Hold(request, until, WaitsFor(request, now), answer);
        else answer(now);
    }

    // A fetch waits for the part that its refusal names; all others for what they ask for.
    private static string WaitsFor(RegistryRequest request, RegistryAnswer answer) =>
        request.IsFetch && Hash().Match(Encoding.UTF8.GetString(answer.Body)) is { Success: true } missing ? $"{Root}/parts/{missing.Value}" : request.Path;

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();

    private static bool HasNothingYet(RegistryRequest request, RegistryAnswer answer) => request.IsInbox
        ? answer.Status is HttpStatusCode.NoContent
        : (request.IsFetch || request is { Part: not null, Method: "GET" }) && answer.Status is HttpStatusCode.NotFound;

    private MemoryStore NewStore() => new(agent => _rung.Enqueue(InboxOf(agent)));

    private static string InboxOf(AgentKey agent) => $"{Root}/tasks/{agent.Task.Task}/agents/{agent.Agent}/inbox";

    // In turns of a third of a lease, as the shipped registry looks after whoever waits.
    private void Hold(RegistryRequest request, TimeSpan until, string path, Action<RegistryAnswer> answer)
    {
        var held = new HeldAnswer(request, until, answer);
        var (turn, wait) = (_registry.Lease / 3, until - _clock.Now);
        if (!_held.TryGetValue(path, out var waiting)) _held.Add(path, waiting = []);
        waiting.Add(held);
        _clock.InBackground(turn < wait ? turn : wait, () =>
        {
            if (!waiting.Remove(held)) return;

            if (waiting.Count == 0) _held.Remove(path);
            AnswerOrHold(request, until, answer);
            AnswerWhoeverWaits();
        });
    }

    private void AnswerWhoeverWaits()
    {
        while (_rung.TryDequeue(out var path))
        {
            if (!_held.Remove(path, out var waiting)) continue;

            HeldAnswer[] all = [.. waiting];
            waiting.Clear();
            foreach (var held in all) AnswerOrHold(held.Request, held.Until, held.Answer);
        }
    }

    private void LookAround()
    {
        _registry.LookAround();
        // A transfer that is open at the end of all streams still runs into its deadline.
        if (_store.OpenTransfersAsync(Key, CancellationToken.None).GetAwaiter().GetResult().Count > 0) _clock.After(_options.Sweep, LookAround);
        else _clock.InBackground(_options.Sweep, LookAround);
        AnswerWhoeverWaits();
    }

    private sealed record HeldAnswer(RegistryRequest Request, TimeSpan Until, Action<RegistryAnswer> Answer);
}
