using System.Globalization;
using Cartel.Hosting;

namespace Cartel.Agent;

/// <summary>Tells the service manager that the pipeline is alive: not a timer says so, but the pipeline, between two samples.</summary>
internal static class Watchdog
{
    /// <summary>How often the service manager wants to hear it, or null where it does not.</summary>
    /// <param name="microseconds">What <c>WATCHDOG_USEC</c> says.</param>
    public static TimeSpan? Period(string? microseconds) =>
        long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? TimeSpan.FromMicroseconds(number) : null;

    /// <summary>Has the pipeline tell it thrice a period, until stopped.</summary>
    public static async Task RunAsync(Mailbox mailbox, TimeSpan period, Action<string> tell, TimeProvider time, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(period / 3, time);
        try
        {
            do await mailbox.TellAsync(() => tell(ServiceManager.Alive), stop);
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent ends.
        }
    }
}
