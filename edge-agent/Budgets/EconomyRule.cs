using Cartel.Collaboration;

namespace Cartel.Agent;

/// <summary>What to do without, from how much of each budget is used.</summary>
/// <remarks>Bytes count at once, and are free again with the new day. Memory is slower to answer: one level at a look, and back only after a quiet while.</remarks>
internal sealed class EconomyRule
{
    private const double Scarce = 0.85;
    private const double Roomy = 0.7;
    private const double NearlySpent = 0.8;

    // As many looks in a row must find room before a level is given back.
    private const int QuietLooks = 30;

    private Economy _forMemory;
    private int _quiet;

    /// <summary>Whether memory is short at this share of its budget: what can be freed should be, before the next look.</summary>
    public static bool IsScarce(double memory) => memory >= Scarce;

    /// <summary>Takes a look.</summary>
    /// <param name="memory">Resident memory over its budget, after what could be freed was.</param>
    /// <param name="traffic">The day's bytes over their budget, of both ways the larger.</param>
    /// <param name="disk">The state's bytes over their budget.</param>
    public Economy Next(double memory, double traffic, double disk)
    {
        _quiet = memory < Roomy ? _quiet + 1 : 0;
        if (IsScarce(memory) && _forMemory < Economy.Alone) _forMemory++;
        if (_quiet >= QuietLooks && _forMemory > Economy.None) (_forMemory, _quiet) = (_forMemory - 1, 0);

        var forTraffic = traffic >= 1 ? Economy.Alone : traffic >= NearlySpent ? Economy.NothingAhead : Economy.None;
        var forDisk = disk >= 1 ? Economy.Alone : Economy.None;
        return (Economy)Math.Max((int)_forMemory, Math.Max((int)forTraffic, (int)forDisk));
    }
}
