namespace Cartel.Testing;

/// <summary>Waits for conditions that others bring about, with a deadline far above what they need.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Returns the first value that satisfies a condition; fails with the last one when none does within a minute, or
    /// within the patience given.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> look, Func<T, bool> satisfies, TimeSpan? patience = null)
    {
        var longest = patience ?? Patience;
        using var deadline = new CancellationTokenSource(longest);
        while (true)
        {
            var seen = await look();
            if (satisfies(seen)) return seen;
            if (deadline.IsCancellationRequested) throw new NUnit.Framework.AssertionException($"Not within {longest.TotalSeconds} s; the last look showed: {seen}");

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
