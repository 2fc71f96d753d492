using Cartel.Registry.Hosting;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary>Looks twice a second whether anybody was turned away elsewhere: at another replica, or by the command line. Now and then it has
/// tokens removed that expired long ago.</summary>
internal sealed class RevocationWatch(IIdentityStore store, VerifiedTokens verified, TimeProvider time, ILogger<RevocationWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan TidyEvery = TimeSpan.FromMinutes(10);

    private DateTimeOffset _tidyAt = time.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        long? seen = null;
        try
        {
            do
            {
                if (await LookAsync(stoppingToken) is not { } revision) continue;
                if (seen is not null && seen != revision) verified.Forget();
                seen = revision;
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The registry stops.
        }
    }

    // Without a store nobody can be turned away either; the sweep tells the log.
    private async Task<long?> LookAsync(CancellationToken stopping)
    {
        try
        {
            var now = time.GetUtcNow();
            if (now >= _tidyAt)
            {
                await store.ApiTokensAsync(now, stopping);
                _tidyAt = now + TidyEvery;
            }

            return await store.RevisionAsync(stopping);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            // One bad record must not end the registry. Nor may it keep anybody in who was turned away: all prove themselves anew.
            Log.RevocationsUnread(log, cause);
            verified.Forget();
            return null;
        }
    }
}
