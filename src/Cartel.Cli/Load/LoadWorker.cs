using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cartel.Learning;

namespace Cartel.Cli;

/// <summary>One connection of the fleet: takes what is due next, sends it, and tells the tally.</summary>
internal sealed class LoadWorker(
    int number, Uri server, LoadSettings settings, LoadFleet fleet, LoadTally tally, X509ChainPolicy? trust, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LimitPause = TimeSpan.FromSeconds(1);

    private readonly HttpLine _line = new(server, trust);
    private readonly LoadRequests _requests = new(settings, fleet, server);
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
    public async Task PutTaskAsync(CancellationToken stop) => await OrderAsync("the task", _requests.Task(), stop);

    /// <summary>Orders an enrolment token for the whole fleet.</summary>
    /// <exception cref="LoadException">The registry refuses it.</exception>
    public async Task<string> OrderEnrollmentAsync(CancellationToken stop) =>
        Member((await OrderAsync("an enrolment token", _requests.OrderEnrollment(), stop)).Span, "\"token\":\""u8) ?? throw new LoadException("the registry gives no enrolment token");

    private async Task<ReadOnlyMemory<byte>> OrderAsync(string what, ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        try
        {
            var reply = await _line.SendAsync(request, stop);
            return reply.Status is 200 or 201 ? reply.Body : throw new LoadException($"the registry refuses {what}: {Encoding.UTF8.GetString(reply.Body.Span)}");
        }
        catch (AuthenticationException untrusted)
        {
            throw new LoadException($"the certificate of {server} is not trusted (--ca FILE names its authority): {untrusted.Message}");
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
        (string Id, long Agent) transfer = default;
        if (operation is LoadOperation.Receipt && !fleet.OpenTransfers.TryDequeue(out transfer)) operation = LoadOperation.Ask;

        var request = Write(operation, index, transfer);
        var begun = pace.Elapsed;
        var from = begun < due ? begun : due;
        try
        {
            if (!_patience.TryReset()) _patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            _patience.CancelAfter(Patience);
            var reply = await _line.SendAsync(request, _patience.Token);
            // Who enrols is nobody yet, and so all share the limit of one address.
            for (; operation is LoadOperation.Enroll && reply.Status == 429; reply = await _line.SendAsync(request, stop)) await Task.Delay(LimitPause, time, stop);
            Judge(operation, reply, index, pace.Elapsed - from);
        }
        catch (Exception broken) when (broken is SocketException or IOException or AuthenticationException or InvalidDataException || (broken is OperationCanceledException && !stop.IsCancellationRequested))
        {
            tally.Fail(operation, broken is OperationCanceledException ? "timeout" : broken is InvalidDataException ? "no-http" : "connection");
            // A registry that is gone is not asked a hundred thousand times a second whether it is back.
            await Task.Delay(ReconnectPause, time, stop);
        }
    }

    private ReadOnlyMemory<byte> Write(LoadOperation operation, long index, (string Id, long Agent) transfer) => operation switch
    {
        LoadOperation.Enroll => _requests.Enroll(index),
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
        LoadOperation.Fetch => _requests.Fetch((int)(index % fleet.Bodies.Parts.Count), index % settings.Agents),
        LoadOperation.Wait => _requests.Wait(index % settings.Agents),
        _ => _requests.Receipt(transfer.Id, transfer.Agent),
    };

    private void Judge(LoadOperation operation, HttpReply reply, long index, TimeSpan latency)
    {
        if (reply.Status is < 200 or >= 300)
        {
            tally.Fail(operation, Member(reply.Body.Span, "\"code\":\""u8) ?? $"http-{reply.Status}");
            return;
        }

        tally.Add(operation, latency);
        if (operation is LoadOperation.Ask && reply.Body.Span.IndexOf("\"state\":\"offered\""u8) >= 0 && Member(reply.Body.Span, "\"id\":\""u8) is { } id)
            fleet.OpenTransfers.Enqueue((id, index % settings.Agents));
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
