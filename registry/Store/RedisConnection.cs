using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Polly;
using Polly.Retry;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>The one place that knows how the Redis client behaves, 1.2.6 and 3.x alike.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>1.2.6 leaves a command on a hung connection pending for ever: every command is waited for 2 s and no longer.</item>
/// <item>1.2.6 runs continuations on its reader unless <c>PreserveAsyncOrder</c> is off; 3.x has no such property.</item>
/// <item>1.2.6 fails at once while it is disconnected: a command is tried again for about a second. Every script of the
/// store may be repeated, so it does not matter whether the first try took effect.</item>
/// <item>Scripts are sent by their hash (EVALSHA), and whole (EVAL) to a server that does not know them: one that was restarted, another node.</item>
/// </list>
/// </remarks>
internal sealed class RedisConnection : IAsyncDisposable
{
    private const int ConnectMilliseconds = 2_000;
    private const int LeastThreads = 16;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // What a server says when it cannot serve now: loading, a replica, out of memory or disk, a cluster that is down.
    private static readonly string[] Unable = ["LOADING", "READONLY", "OOM", "MISCONF", "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN"];

    private static readonly ConcurrentDictionary<string, byte[]> Hashes = new(ReferenceEqualityComparer.Instance);

    private readonly string _address;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;
    private readonly Lock _one = new();
    private Task<ConnectionMultiplexer>? _connecting;

    public RedisConnection(string address, TimeProvider time)
    {
        (_address, _time) = (address, time);
        Options = Parse(address);
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

    private ConfigurationOptions Options { get; }

    /// <summary>Runs commands; every failure of the server or the way to it is one exception.</summary>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> commands, CancellationToken cancellation)
    {
        try
        {
            return await _retries.ExecuteAsync(
                async token => await commands((await ConnectAsync(token)).GetDatabase()).WaitAsync(Longest, _time, token), cancellation);
        }
        catch (Exception cause) when (IsUnable(cause))
        {
            throw new StoreUnavailableException($"Redis at {_address}", ReasonOf(cause), cause);
        }
    }

    /// <summary>Runs a script atomically.</summary>
    public Task<RedisResult> ScriptAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellation)
    {
        var hash = Hashes.GetOrAdd(script, HashOf);
        return RunAsync(
            async database =>
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
        if (_connecting is not { IsCompletedSuccessfully: true }) return;
        (await _connecting).Dispose();
    }

    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1.")]
    private static byte[] HashOf(string script) => SHA1.HashData(Encoding.UTF8.GetBytes(script));

    private static bool IsUnable(Exception exception) => exception switch
    {
        RedisConnectionException or TimeoutException or ObjectDisposedException => true,
        RedisServerException refusal => Unable.Any(word => refusal.Message.Contains(word, StringComparison.Ordinal)),
        _ => false,
    };

    // The client's own words about connections are a page of counters.
    private static string ReasonOf(Exception cause) => cause switch
    {
        TimeoutException => $"nothing within {Longest.TotalSeconds} s",
        RedisServerException => cause.Message,
        _ => "no connection",
    };

    private Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellation)
    {
        lock (_one)
        {
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true }) _connecting = OpenAsync();
            return _connecting.WaitAsync(cancellation);
        }
    }

    private async Task<ConnectionMultiplexer> OpenAsync()
    {
        await Task.Yield();
        var connection = await ConnectionMultiplexer.ConnectAsync(Options);
        typeof(ConnectionMultiplexer).GetProperty("PreserveAsyncOrder")?.SetValue(connection, false);
        // Off the client's own thread, on which 1.2.6 completes the connection.
        await Task.Yield();
        return connection;
    }

    private static ConfigurationOptions Parse(string address)
    {
        var colon = address.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > IPEndPoint.MaxPort)
            throw new ArgumentException($"“{address}” is not HOST:PORT, such as 127.0.0.1:6379", nameof(address));

        var options = new ConfigurationOptions { AbortOnConnectFail = false, ConnectTimeout = ConnectMilliseconds, SyncTimeout = ConnectMilliseconds };
        options.EndPoints.Add(address[..colon], port);
        return options;
    }
}
