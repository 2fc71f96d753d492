using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>The parts that nobody is offered: recalled ones, and those that did harm. A part is blamed by its hash, whoever offers it, and so is
/// what was merged from it: colluders with one part share its fate.</summary>
internal sealed class WithdrawnParts
{
    private readonly HashSet<string> _hashes;
    private readonly HashSet<ulong> _keys;

    public WithdrawnParts(IEnumerable<string> recalled, IEnumerable<string> quarantined)
    {
        _hashes = new HashSet<string>(recalled.Concat(quarantined), StringComparer.Ordinal);
        _keys = [.. _hashes.Select(ProfileNumbers.KeyOf)];
    }

    /// <summary>Whether a profile may offer any: what is said of every agent of a fleet, before its parts are read.</summary>
    public bool Concern(ProfileNumbers profile)
    {
        if (_keys.Count == 0) return false;

        foreach (var key in profile.PartKeys)
        {
            if (_keys.Contains(key)) return true;
        }

        return false;
    }

    public IReadOnlyList<PartOffer> Without(IReadOnlyList<PartOffer> parts) =>
        _hashes.Count == 0 ? parts : [.. parts.Where(part => !PartRules.IsRecalled(part, _hashes))];
}
