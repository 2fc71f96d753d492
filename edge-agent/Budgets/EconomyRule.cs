using Cartel.Collaboration;

namespace Cartel.Agent;

/// <summary>What to do without, from how much of each budget is used.</summary>
/// <remarks>Bytes count at once, and are free again with the new day. Memory and the share of a core are slower to answer: one level at a time, and back
/// only after a quiet while.</remarks>
internal sealed class EconomyRule
{
    private const double ScarceMemory = 0.85;
    private const double NearlySpent = 0.8;

    // The share is that of the last minute: whether a level helped shows after six looks.
    private const int LooksOfAMinute = 6;

    private readonly SlowLevel _forMemory = new(ScarceMemory, looksBetween: 1);
    private readonly SlowLevel _forBackground = new(scarce: 1, LooksOfAMinute);

    /// <summary>Whether memory is short at this share of its budget: what can be freed should be, before the next look.</summary>
    public static bool IsScarce(double memory) => memory >= ScarceMemory;

    /// <summary>Takes a look.</summary>
    /// <param name="memory">Resident memory over its budget, after what could be freed was.</param>
    /// <param name="traffic">The day's bytes over their budget, of both ways the larger.</param>
    /// <param name="disk">The state's bytes over their budget.</param>
    /// <param name="background">The share of a core that background work took in the last minute, over its budget.</param>
    public Economy Next(double memory, double traffic, double disk, double background)
    {
        var forTraffic = traffic >= 1 ? Economy.Alone : traffic >= NearlySpent ? Economy.NothingAhead : Economy.None;
        var forDisk = disk >= 1 ? Economy.Alone : Economy.None;
        return new[] { _forMemory.Next(memory), _forBackground.Next(background), forTraffic, forDisk }.Max();
    }

    /// <summary>The level for a budget that answers slowly.</summary>
    private sealed class SlowLevel(double scarce, int looksBetween)
    {
        private const double Roomy = 0.7;

        // As many looks in a row must find room before a level is given back.
        private const int QuietLooks = 30;

        private Economy _level;
        private int _quiet;
        private int _pause;

        public Economy Next(double used)
        {
            _pause = Math.Max(0, _pause - 1);
            _quiet = used < Roomy ? _quiet + 1 : 0;
            if (used >= scarce && _pause == 0 && _level < Economy.Alone) (_level, _pause) = (_level + 1, looksBetween);
            if (_quiet >= QuietLooks && _level > Economy.None) (_level, _quiet) = (_level - 1, 0);
            return _level;
        }
    }
}
