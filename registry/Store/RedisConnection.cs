using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cartel.Registry.Telemetry;
using Polly;
using Polly.Retry;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>The one place that knows how the Redis client behaves, 1.2.6 and 3.x alike.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>1.2.6 leaves a command on a hung connection pending for ever: every command is waited for <see cref="Patience"/> and no longer.</item>
/// <item>1.2.6 runs continuations on its reader unless <c>PreserveAsyncOrder</c> is off; 3.x has no such property.</item>
/// <item>1.2.6 fails at once while it is disconnected: a command is tried again for about a second. Every script of the
/// store may be repeated, so it does not matter whether the first try took effect.</item>
/// <item>1.2.6 goes on asking for slots of a node that is gone, though another has them: after a failure with several nodes a new client is made.</item>
/// <item>Scripts are sent by their hash (EVALSHA), and whole (EVAL) to a server that does not know them: one that was restarted, another node.</item>
/// </list>
/// </remarks>
internal sealed class RedisConnection : IAsyncDisposable
{
    /// <summary>How many commands wait for answers at most; the next ones fail at once.</summary>
    public const int MostWaiting = 8_192;

    private const int ConnectMilliseconds = 2_000;
    private const int LeastThreads = 16;

    // 1.2.6 may wait for ever for a node that dies while it is asked.
    private static readonly TimeSpan LongestRenewal = TimeSpan.FromSeconds(5);

    // A cluster that fails over has several answers to who is who: a client made meanwhile may be wrong as well, but not one for each call.
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);

    // What a server says when it cannot serve now: loading, a cluster that is down, no password.
    private static readonly string[] Unable = ["LOADING", "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN", "NOAUTH", AwayWords];

    // What the client says in a server's name: another node sent it to the one that holds the slot, and that is away.
    private const string AwayWords = "is not reachable at this point of time";

    // The same when it refuses to write alone, and reads go on: a replica, out of memory or disk, too few replicas.
    private static readonly string[] UnableToWrite = ["READONLY", "OOM", "MISCONF", "NOREPLICAS", "NOPERM"];

    private static readonly ConcurrentDictionary<string, byte[]> Hashes = new(ReferenceEqualityComparer.Instance);

    private readonly RedisAddress _address;
    private readonly TimeProvider _time;
    private readonly RedisOutages _outages;
    private readonly Func<IDatabase, string, Task>? _prepare;
    private readonly ResiliencePipeline _retries;
    private volatile bool _isPrepared;
    private readonly Lock _one = new();
    private Task<ConnectionMultiplexer>? _connecting;
    private readonly CancellationTokenSource _end = new();
    private Task _renewing = Task.CompletedTask;
    private Task _retiring = Task.CompletedTask;
    private DateTimeOffset _renewAt;
    private int _waiting;

    /// <param name="address">Where Redis is, as <see cref="RedisAddress"/> reads it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="prepare">Runs once, before the first commands, with the name of the store.</param>
    /// <exception cref="ArgumentException">It is no address.</exception>
    public RedisConnection(string address, TimeProvider time, Func<IDatabase, string, Task>? prepare = null)
    {
        (_address, _time, _outages, _prepare) = (RedisAddress.Parse(address), time, new RedisOutages(time), prepare);
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RedisConnectionException>(),
                MaxRetryAttempts = 4,
                Delay = TimeSpan.FromMilliseconds(75),
                BackoffType = DelayBackoffType.Exponential,
            })
            .Build();
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, LeastThreads), ports);
    }

    /// <summary>Hears what is said on <see cref="Channel"/>, with this client and each that follows it; null: nobody listens.</summary>
    public Action<RedisValue>? Heard { get; set; }

    /// <summary>The channel of all registries on one Redis.</summary>
    public const string Channel = "cartel:bells";

    /// <summary>How long a command is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Is told of each call, or null.</summary>
    public RegistryMeter? Meter { get; init; }

    /// <summary>Which nodes of a cluster have not answered lately, with the reason; null: none.</summary>
    public string? Trouble => _outages.Trouble;

    /// <summary>Runs commands on a key, and on others in its slot; every failure of the server or the way to it is one exception.</summary>
    /// <exception cref="StoreUnavailableException">It did not answer, or cannot serve now.</exception>
    public async Task<T> RunAsync<T>(RedisKey key, Func<IDatabase, RedisKey, Task<T>> commands, CancellationToken cancellation)
    {
        // Several may do so at once: it may be repeated.
        if (_prepare is not null && !_isPrepared) _isPrepared = await GuardAsync(RedisKeys.Schema, PrepareAsync, cancellation);

        return await GuardAsync(key, commands, cancellation);
    }

    private async Task<T> GuardAsync<T>(RedisKey key, Func<IDatabase, RedisKey, Task<T>> commands, CancellationToken cancellation)
    {
        var node = _outages.NodeOf(key);
        var name = node.Name.Length > 0 ? $"Redis at {node.Name}" : Name;
        if (!node.Outage.MayTry(out var reason)) throw new StoreUnavailableException(name, reason);

        var (began, failed) = (Stopwatch.GetTimestamp(), false);
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting) throw new StoreUnavailableException(name, $"{MostWaiting} commands wait for it already");

            var result = await TryAsync(key, commands, cancellation);
            node.Outage.Over();
            return result;
        }
        catch (Exception cause) when (IsUnable(cause))
        {
            failed = true;
            if (!Says(cause, UnableToWrite)) node.Outage.Began(ReasonOf(cause));
            Renew();
            throw new StoreUnavailableException(name, ReasonOf(cause), cause);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            Meter?.Called("redis", Stopwatch.GetElapsedTime(began), failed);
        }
    }

    // The machinery of retries costs as much as the rest: it is for those that the first try failed.
    private async Task<T> TryAsync<T>(RedisKey key, Func<IDatabase, RedisKey, Task<T>> commands, CancellationToken cancellation)
    {
        try
        {
            return await OnceAsync(key, commands, cancellation);
        }
        catch (RedisConnectionException)
        {
            return await _retries.ExecuteAsync(async token => await OnceAsync(key, commands, token), cancellation);
        }
    }

    private async Task<T> OnceAsync<T>(RedisKey key, Func<IDatabase, RedisKey, Task<T>> commands, CancellationToken cancellation) =>
        await commands((await ConnectAsync(cancellation)).GetDatabase(), key).WaitAsync(Patience, _time, cancellation);

    private async Task<bool> PrepareAsync(IDatabase database, RedisKey schema)
    {
        await _prepare!(database, Name);
        return true;
    }

    /// <summary>Says something to all who listen; nobody waits for it, and it may be lost.</summary>
    public void Say(RedisValue message)
    {
        if (_connecting is { IsCompletedSuccessfully: true } connected) Safely(() => connected.Result.GetSubscriber().PublishAsync(Channel, message, CommandFlags.FireAndForget));
    }

    private static void Safely(Func<Task> step)
    {
        try
        {
            _ = step().ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
        catch (Exception none) when (none is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The client fails at once while it is disconnected.
        }
    }

    /// <summary>Runs a script atomically.</summary>
    public Task<RedisResult> ScriptAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellation)
    {
        var hash = Hashes.GetOrAdd(script, HashOf);
        return RunAsync(
            keys is [var first, ..] ? first : default,
            async (database, _) =>
            {
                try
                {
                    return await database.ScriptEvaluateAsync(hash, keys, arguments);
                }
                catch (RedisServerException refusal) when (refusal.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
                {
                    return await database.ScriptEvaluateAsync(script, keys, arguments, CommandFlags.NoScriptCache);
                }
            },
            cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) return;

        await _end.CancelAsync();
        await _renewing;
        await _retiring;
        if (_connecting is { IsCompletedSuccessfully: true }) (await _connecting).Dispose();
        _end.Dispose();
    }

    private static bool IsUnable(Exception exception) =>
        exception is RedisConnectionException or TimeoutException or ObjectDisposedException || Says(exception, Unable) || Says(exception, UnableToWrite);

    private static bool Says(Exception exception, string[] words) =>
        exception is RedisServerException && words.Any(word => exception.Message.Contains(word, StringComparison.Ordinal));

    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1.")]
    private static byte[] HashOf(string script) => SHA1.HashData(Encoding.UTF8.GetBytes(script));

    // The client's own words about connections are a page of counters.
    private string ReasonOf(Exception cause) => cause switch
    {
        TimeoutException => $"nothing within {Patience.TotalSeconds} s",
        RedisServerException when !cause.Message.Contains(AwayWords, StringComparison.Ordinal) => cause.Message,
        _ => "no connection",
    };

    private Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellation)
    {
        lock (_one)
        {
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true }) _connecting = OpenAsync([]);
            return _connecting.WaitAsync(cancellation);
        }
    }

    private async Task<ConnectionMultiplexer> OpenAsync(EndPoint[] known)
    {
        await Task.Yield();
        var options = _address.ToOptions(ConnectMilliseconds);
        foreach (var node in known.Except(options.EndPoints)) options.EndPoints.Add(node);
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        typeof(ConnectionMultiplexer).GetProperty("PreserveAsyncOrder")?.SetValue(connection, false);
        _outages.See(connection);
        if (Heard is { } heard) Safely(() => connection.GetSubscriber().SubscribeAsync(Channel, (_, message) => heard(message)));
        // Off the client's own thread, on which 1.2.6 completes the connection.
        await Task.Yield();
        return connection;
    }

    // A primary that was killed or demoted, or slots that moved with it: a new client asks all known nodes how things stand.
    private void Renew()
    {
        lock (_one)
        {
            if (_connecting is not { IsCompletedSuccessfully: true } || !_renewing.IsCompleted || _time.GetUtcNow() < _renewAt) return;

            _renewAt = _time.GetUtcNow() + RenewEvery;
            _renewing = RenewAsync(_connecting);
        }
    }

    private async Task RenewAsync(Task<ConnectionMultiplexer> connected)
    {
        await Task.Yield();
        var former = await connected;
        var nodes = former.GetEndPoints();
        if (nodes.Length < 2) return;

        var opening = OpenAsync(nodes);
        try
        {
            var next = await opening.WaitAsync(LongestRenewal, _time);
            lock (_one) _connecting = Task.FromResult(next);
        }
        catch (Exception none) when (none is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The next failure tries again; a client that is late is not wanted any more.
            _ = opening.ContinueWith(static late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            return;
        }

        // What is on its way gets its time; meanwhile the next one may be due already.
        _retiring = RetireAsync(former, _retiring);
    }

    private async Task RetireAsync(ConnectionMultiplexer former, Task others)
    {
        await Task.Delay(Patience, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        former.Dispose();
        await others;
    }

    private string Name => $"Redis at {_address}";
}
