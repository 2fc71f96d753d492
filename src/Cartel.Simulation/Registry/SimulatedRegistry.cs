using System.Net;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Hosting;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <summary>The shipped registry on virtual time: it holds answers back as a long poll asks, keeps the relay's parts in memory, and
/// looks at leases and deadlines at its usual pace.</summary>
internal sealed class SimulatedRegistry
{
    /// <summary>The task that every simulated device works on.</summary>
    public const string Task = "simulated";

    private readonly VirtualClock _clock;
    private readonly RegistryOptions _options;
    private readonly InProcessRegistry _registry;
    private readonly MemoryStore _store;
    private readonly Dictionary<string, byte[]> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<HeldAnswer>> _held = new(StringComparer.Ordinal);
    private readonly List<string> _rung = [];

    public SimulatedRegistry(VirtualClock clock, VirtualTime time, RegistryOptions options, Matchmaker matchmaker, TaskManifest manifest, int seed)
    {
        (_clock, _options) = (clock, options);
        _store = NewStore();
        _registry = new InProcessRegistry(options, time, _store, matchmaker, new Random(seed));
        _store.PutTaskAsync(Key, manifest, CancellationToken.None).GetAwaiter().GetResult();
        LookAround();
    }

    /// <summary>The device whose request is being answered.</summary>
    public int Asking { get; private set; }

    private static TaskKey Key { get; } = new(Names.DefaultNamespace, Task);

    /// <summary>Every transfer of the run, newest first.</summary>
    public IReadOnlyList<Transfer> Transfers() =>
        _store.TransfersAsync(Key, null, int.MaxValue, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Takes a request; the answer comes at once, or later where the request allows that.</summary>
    public void Take(RegistryRequest request, Action<RegistryAnswer> answer)
    {
        Asking = request.Device;
        var now = request.Part is { } sha256 ? Relay(request, sha256) : _registry.Answer(request.AtOnce());
        var hold = request.IsInbox ? IsEmpty(now) : request is { Part: not null, Method: "GET" } && now.Status is HttpStatusCode.NotFound;
        if (hold && request.Wait > TimeSpan.Zero) Hold(request, answer);
        else answer(now);

        Ring();
    }

    private MemoryStore NewStore() => new(agent => _rung.Add(InboxPath(agent.Agent)));

    private RegistryAnswer Relay(RegistryRequest request, string sha256)
    {
        if (request.Method == "GET")
        {
            return _parts.TryGetValue(sha256, out var bytes)
                ? new RegistryAnswer(HttpStatusCode.OK, "application/octet-stream", bytes)
                : _registry.Answer(request.AtOnce());
        }

        if (ModelPart.HashOf(request.Body) != sha256) return _registry.Answer(request);

        _parts[sha256] = request.Body;
        _rung.Add(request.Path);
        return new RegistryAnswer(HttpStatusCode.Created, null, []);
    }

    private void Hold(RegistryRequest request, Action<RegistryAnswer> answer)
    {
        var held = new HeldAnswer(request.AtOnce(), answer);
        if (!_held.TryGetValue(request.Path, out var waiting)) _held.Add(request.Path, waiting = []);
        waiting.Add(held);
        _clock.InBackground(request.Wait, () =>
        {
            if (waiting.Remove(held)) Take(held.Request, answer);
        });
    }

    private void Ring()
    {
        while (_rung.Count > 0)
        {
            var path = _rung[^1];
            _rung.RemoveAt(_rung.Count - 1);
            if (!_held.Remove(path, out var waiting)) continue;

            foreach (var held in waiting.ToArray())
            {
                waiting.Remove(held);
                Take(held.Request, held.Answer);
            }
        }
    }

    private void LookAround()
    {
        _registry.LookAround();
        // A transfer that is open at the end of all streams still runs into its deadline.
        if (_store.OpenTransfersAsync(Key, CancellationToken.None).GetAwaiter().GetResult().Count > 0) _clock.After(_options.Sweep, LookAround);
        else _clock.InBackground(_options.Sweep, LookAround);
    }

    private static bool IsEmpty(RegistryAnswer inbox) => inbox.Status is HttpStatusCode.OK && inbox.Body.AsSpan().SequenceEqual("{\"items\":[]}"u8);

    private static string InboxPath(string agent) => $"/api/v1/namespaces/{Key.Namespace}/tasks/{Key.Task}/agents/{agent}/inbox";

    private sealed record HeldAnswer(RegistryRequest Request, Action<RegistryAnswer> Answer);
}
