using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary>Looks twice a second whether anybody was turned away elsewhere: at another replica, or by the command line.</summary>
internal sealed class RevocationWatch(IIdentityStore store, VerifiedTokens verified, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(400);

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
            return await store.RevisionAsync(stopping);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
