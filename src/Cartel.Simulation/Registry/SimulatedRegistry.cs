using System.Net;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Hosting;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <summary>The shipped registry on virtual time: it holds answers back as a long poll asks, and looks at leases and deadlines at its
/// usual pace.</summary>
internal sealed class SimulatedRegistry
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
        var parts = new MemoryParts(sha256 => _rung.Enqueue($"{Root}/parts/{sha256}"));
        _registry = new InProcessRegistry(options, new VirtualTime(clock), _store, parts, matchmaker, new Random(seed));
        _store.PutTaskAsync(Key, manifest, CancellationToken.None).GetAwaiter().GetResult();
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
        Asking = request.Device;
        var now = _registry.Answer(request.AtOnce());
        if (request.Wait > TimeSpan.Zero && HasNothingYet(request, now)) Hold(request.AtOnce(), request.Wait, answer);
        else answer(now);
        AnswerWhoeverWaits();
    }

    private static bool HasNothingYet(RegistryRequest request, RegistryAnswer answer) => request.IsInbox
        ? answer.Status is HttpStatusCode.OK && answer.Body.AsSpan().SequenceEqual("{\"items\":[]}"u8)
        : request is { Part: not null, Method: "GET" } && answer.Status is HttpStatusCode.NotFound;

    private MemoryStore NewStore() => new(agent => _rung.Enqueue($"{Root}/tasks/{agent.Task.Task}/agents/{agent.Agent}/inbox"));

    // In turns of a third of a lease, as the shipped registry looks after whoever waits.
    private void Hold(RegistryRequest request, TimeSpan wait, Action<RegistryAnswer> answer)
    {
        var held = new HeldAnswer(request, answer);
        var third = _registry.Lease / 3;
        var turn = third < wait ? third : wait;
        if (!_held.TryGetValue(request.Path, out var waiting)) _held.Add(request.Path, waiting = []);
        waiting.Add(held);
        _clock.InBackground(turn, () =>
        {
            if (!waiting.Remove(held)) return;

            if (waiting.Count == 0) _held.Remove(request.Path);
            Asking = request.Device;
            var now = _registry.Answer(request);
            if (wait > turn && HasNothingYet(request, now)) Hold(request, wait - turn, answer);
            else answer(now);
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
            foreach (var held in all) Take(held.Request, held.Answer);
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

    private sealed record HeldAnswer(RegistryRequest Request, Action<RegistryAnswer> Answer);
}
