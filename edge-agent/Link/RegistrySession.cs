using System.Net;
using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Calls to the registry that outlast its absence: they wait, try again, and register anew where it forgot us.</summary>
internal sealed class RegistrySession(
    AgentSettings settings, TaskManifest manifest, Func<CancellationToken, Task<AgentRegistration>> introduce, RegistryClient client, TimeProvider time, Random random, ILogger log, RegistryClock? clock = null)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    /// <summary>The longest pause: a donor must be back before its target has given up on it.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause once the registry has been away for <see cref="LongAway"/>: nobody waits for this agent then.</summary>
    private static readonly TimeSpan LongestPauseLater = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongAway = TimeSpan.FromMinutes(10);

    // While the registry is away, one call finds out whether it is back; the others wait for that, but not for ever: it may be the one that is in trouble.
    private static readonly TimeSpan OthersPause = TimeSpan.FromMinutes(5);

    // What any answer may ask for: a registry spreads its agents over a minute at most.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(1);

    // Who pauses, by what ends the pause early.
    private readonly HashSet<CancellationTokenSource> _pausing = [];
    private int _probing;
    private long _awaySince;
    private int _away;

    /// <summary>Raised when the registry had forgotten this agent and has been told again.</summary>
    public event Action? Forgotten;

    /// <summary>Whether the registry did not answer the last call, or does not know this agent.</summary>
    public bool IsAway => Volatile.Read(ref _away) != 0;

    public RegistryClient Client => client;

    public string Task => manifest.Name;

    /// <summary>Makes a call until the registry takes or refuses it.</summary>
    /// <exception cref="RegistryException">It was refused.</exception>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        var probes = false;
        try
        {
            for (var pause = FirstPause; ; pause = Longer(pause))
            {
                if (IsAway && !probes && !(probes = Interlocked.Exchange(ref _probing, 1) == 0)) await PauseAsync(OthersPause, cancellation);

                var least = TimeSpan.Zero;
                try
                {
                    var answer = await call();
                    Answered();
                    return answer;
                }
                catch (RegistryUnavailableException exception)
                {
                    least = exception.RetryAfter < LongestRetryAfter ? exception.RetryAfter : LongestRetryAfter;
                    if (GoesAway()) AgentLog.RegistryAway(log, settings.Name, settings.Registry, exception.Message);
                }
                catch (RegistryException exception) when (exception.Problem.Status == (int)HttpStatusCode.Unauthorized)
                {
                    // Not enrolled yet, or turned away: it learns on, and what it has to say waits until it is known.
                    if (GoesAway()) AgentLog.Unknown(log, settings.Name, settings.Registry, exception.Problem.Code, exception.Problem.Detail);
                    least = LongestPause;
                }
                catch (RegistryException)
                {
                    Answered();
                    throw;
                }

                await PauseAsync(pause, cancellation, least);
            }
        }
        finally
        {
            if (probes) Volatile.Write(ref _probing, 0);
        }
    }

    /// <summary>The same for a call without an answer.</summary>
    public Task TellAsync(Func<Task> call, CancellationToken cancellation) => CallAsync(
        async () =>
        {
            await call();
            return true;
        },
        cancellation);

    /// <summary>Waits about as long, for agents that fail together must not come back together; but no longer than until
    /// another of this agent's calls finds the registry back: a donor must not sleep while a target waits for it.</summary>
    /// <param name="pause">About how long.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="least">How long in any case: a registry that is short of breath spreads its agents over this time.</param>
    public async Task PauseAsync(TimeSpan pause, CancellationToken cancellation, TimeSpan least = default)
    {
        double jitter;
        lock (random) jitter = random.NextDouble();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (_pausing) _pausing.Add(over);
        var jittered = pause * (0.5 + jitter);
        await System.Threading.Tasks.Task.Delay(jittered < least ? least : jittered, time, over.Token).ConfigureAwait(
            ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        lock (_pausing) _pausing.Remove(over);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>The same for calls about this agent: a registry that does not know it (its store was emptied) is told.</summary>
    public async Task<T> CallAsKnownAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await CallAsync(call, cancellation);
        }
        catch (RegistryException exception) when (exception.Problem.Status == (int)HttpStatusCode.NotFound)
        {
            await RegisterAsync(cancellation);
            Forgotten?.Invoke();
            return await CallAsync(call, cancellation);
        }
    }

    /// <summary>Registers the agent, and its task where the registry lacks it and lets agents create it; otherwise it waits for an operator to do so.</summary>
    public async Task<LeaseGrant> RegisterAsync(CancellationToken cancellation)
    {
        for (var isTold = false; ; isTold = true)
        {
            if (await CallAsync(() => RegisterOrCreateAsync(cancellation), cancellation) is { } grant)
            {
                clock?.Hear(grant.ServerTime);
                return grant;
            }

            if (!isTold) AgentLog.NoTask(log, settings.Name, settings.Registry, manifest.Name, settings.Namespace);
            await PauseAsync(LongestPause, cancellation);
        }
    }

    // Null: there is no task, and it may not create one.
    private async Task<LeaseGrant?> RegisterOrCreateAsync(CancellationToken cancellation)
    {
        var registration = await introduce(cancellation);
        try
        {
            return await client.RegisterAsync(manifest.Name, settings.Name, registration, cancellation);
        }
        catch (RegistryException exception) when (exception.Problem.Status == (int)HttpStatusCode.NotFound)
        {
            return await TryCreateAsync(cancellation) ? await client.RegisterAsync(manifest.Name, settings.Name, registration, cancellation) : null;
        }
    }

    // Another agent may have created it meanwhile, with other words: whether its schema is ours is seen when we register.
    private async Task<bool> TryCreateAsync(CancellationToken cancellation)
    {
        try
        {
            await client.PutTaskAsync(manifest, cancellation);
            return true;
        }
        catch (RegistryException exception) when (exception.Problem.Code is "precondition-required" or "forbidden")
        {
            return exception.Problem.Code is "precondition-required";
        }
    }

    private bool GoesAway()
    {
        if (Interlocked.Exchange(ref _away, 1) != 0) return false;

        Volatile.Write(ref _awaySince, time.GetTimestamp());
        return true;
    }

    private void Answered()
    {
        if (Interlocked.Exchange(ref _away, 0) == 0) return;

        AgentLog.RegistryBack(log, settings.Name);
        lock (_pausing)
        {
            foreach (var over in _pausing.ToArray()) over.Cancel();
        }
    }

    private TimeSpan Longer(TimeSpan pause)
    {
        var longest = time.GetElapsedTime(Volatile.Read(ref _awaySince)) < LongAway ? LongestPause : LongestPauseLater;
        return pause * 2 < longest ? pause * 2 : longest;
    }
}
