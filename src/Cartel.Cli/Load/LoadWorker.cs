using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Cartel.Learning;

namespace Cartel.Cli;

/// <summary>One connection of the fleet: takes what is due next, sends it, and tells the tally.</summary>
internal sealed class LoadWorker(int number, Uri server, LoadSettings settings, LoadFleet fleet, LoadTally tally, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(100);

    private readonly HttpLine _line = new(server);
    private readonly LoadRequests _requests = new(settings, fleet.Bodies, server);
    private readonly SeededRandom _random = SeededRandom.For(settings.Seed, number);
    private readonly string _run = $"load-{settings.Seed}-{fleet.FirstSequence}-{number}-";
    private CancellationTokenSource _patience = new();
    private long _asked;

    /// <summary>Does one operation for each agent, or part, of a range that all workers share.</summary>
    public async Task PrepareAsync(Pace pace, LoadOperation operation, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && pace.TryTake(out var index, out var due)) await DoAsync(pace, operation, index, due, stop);
    }

    /// <summary>Does what the mix says until the time is over.</summary>
    public async Task RunAsync(Pace pace, LoadMix mix, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && pace.TryTake(out _, out var due))
        {
            await pace.WaitAsync(due, stop);
            var operation = mix.Next(_random);
            await DoAsync(pace, operation, fleet.NextAgent(operation), due, stop);
        }
    }

    /// <summary>Creates the task.</summary>
    /// <exception cref="LoadException">The registry refuses it.</exception>
    public async Task PutTaskAsync(CancellationToken stop)
    {
        try
        {
            var reply = await _line.SendAsync(_requests.Task(), stop);
            if (reply.Status is not (200 or 201)) throw new LoadException($"the registry refuses the task: {Encoding.UTF8.GetString(reply.Body.Span)}");
        }
        catch (Exception broken) when (broken is SocketException or IOException or InvalidDataException)
        {
            throw new LoadException($"the registry at {server} does not answer: {broken.Message}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        _patience.Dispose();
    }

    private async Task DoAsync(Pace pace, LoadOperation operation, long index, TimeSpan due, CancellationToken stop)
    {
        // A receipt needs a transfer; where none is open, one is asked for first.
        string? transfer = null;
        if (operation is LoadOperation.Receipt && !fleet.OpenTransfers.TryDequeue(out transfer)) operation = LoadOperation.Ask;

        var request = Write(operation, index, transfer);
        var begun = pace.Elapsed;
        var from = begun < due ? begun : due;
        try
        {
            if (!_patience.TryReset()) _patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            _patience.CancelAfter(Patience);
            var reply = await _line.SendAsync(request, _patience.Token);
            Judge(operation, reply, pace.Elapsed - from);
        }
        catch (Exception broken) when (broken is SocketException or IOException or InvalidDataException or OperationCanceledException)
        {
            tally.Fail(operation, broken is OperationCanceledException ? "timeout" : broken is InvalidDataException ? "no-http" : "connection");
            // A registry that is gone is not asked a hundred thousand times a second whether it is back.
            await Task.Delay(ReconnectPause, time, stop);
        }
    }

    private ReadOnlyMemory<byte> Write(LoadOperation operation, long index, string? transfer) => operation switch
    {
        LoadOperation.Register => _requests.Register(index),
        LoadOperation.Upload => _requests.Upload((int)index),
        LoadOperation.FirstPublish => _requests.Publish(index, 0),
        LoadOperation.Publish => _requests.Publish(index % settings.Agents, 1 + index / settings.Agents),
        LoadOperation.Lease => _requests.Lease(index % settings.Agents),
        LoadOperation.Agent => _requests.Agent(index % settings.Agents),
        LoadOperation.Profile => _requests.Profile(index % settings.Agents),
        LoadOperation.Neighbours => _requests.Neighbours(index % settings.Agents),
        LoadOperation.List => _requests.List(),
        LoadOperation.Ask => _requests.Ask(index % settings.Agents, _run + _asked++),
        LoadOperation.Fetch => _requests.Fetch((int)(index % fleet.Bodies.Parts.Count)),
        _ => _requests.Receipt(transfer!),
    };

    private void Judge(LoadOperation operation, HttpReply reply, TimeSpan latency)
    {
        if (reply.Status is < 200 or >= 300)
        {
            tally.Fail(operation, Member(reply.Body.Span, "\"code\":\""u8) ?? $"http-{reply.Status}");
            return;
        }

        tally.Add(operation, latency);
        if (operation is LoadOperation.Ask && reply.Body.Span.IndexOf("\"state\":\"offered\""u8) >= 0 && Member(reply.Body.Span, "\"id\":\""u8) is { } id)
            fleet.OpenTransfers.Enqueue(id);
    }

    // To parse the answers would cost more than to get them.
    private static string? Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> opening)
    {
        var start = json.IndexOf(opening) + opening.Length;
        if (start < opening.Length) return null;

        var length = json[start..].IndexOf((byte)'"');
        return length < 0 ? null : Encoding.UTF8.GetString(json.Slice(start, length));
    }
}

/// <summary>What the connections share.</summary>
/// <param name="bodies">What is sent.</param>
/// <param name="agents">How many there are.</param>
/// <param name="firstSequence">The sequence number of the first publications.</param>
internal sealed class LoadFleet(LoadBodies bodies, int agents, long firstSequence)
{
    private readonly long[] _next = new long[Enum.GetValues<LoadOperation>().Length];

    public LoadBodies Bodies => bodies;

    public int Agents => agents;

    public long FirstSequence => firstSequence;

    /// <summary>Transfers that wait for their receipt.</summary>
    public ConcurrentQueue<string> OpenTransfers { get; } = new();

    /// <summary>Whose turn it is: agents take turns, so that no two publications of one agent are under way at once.</summary>
    public long NextAgent(LoadOperation operation) => Interlocked.Increment(ref _next[(int)operation]) - 1;
}
