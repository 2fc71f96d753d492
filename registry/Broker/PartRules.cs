using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>What a part on offer must look like.</summary>
internal static class PartRules
{
    public const int LongestId = 255;
    public const int MostSources = 16;

    public static bool IsHash(string? text) =>
        text is { Length: 64 } && text.All(static c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    /// <summary>Whether a part is recalled, or was merged from one that is.</summary>
    public static bool IsRecalled(PartOffer part, IReadOnlySet<string> recalled) =>
        recalled.Count > 0
        && (recalled.Contains(part.Sha256) || (part.DerivedFrom?.Any(source => recalled.Contains(source.Sha256)) ?? false));

    public static Refusal? Check(IReadOnlyList<PartOffer>? parts, int classes)
    {
        if (parts is null) return Refusals.InvalidPart.Because("parts is due; it may be empty.");
        if (parts.Count > classes + 16)
            return Refusals.InvalidPart.Because($"There are {parts.Count} parts; {classes + 16} are allowed with {classes} classes.");

        for (var i = 0; i < parts.Count; i++)
        {
            if (FlawOf(parts[i], classes) is { } flaw) return Refusals.InvalidPart.Because($"parts[{i}]: {flaw}.");
        }

        return null;
    }

    private static string? FlawOf(PartOffer? part, int classes) => part switch
    {
        null => "is null",
        { Id: not { Length: > 0 and <= LongestId } } => $"id is due: 1 to {LongestId} characters",
        { Sha256: var hash } when !IsHash(hash) => "sha256 is not 64 lower-case hexadecimal digits",
        { SizeBytes: < 1 or > ModelPart.LargestBytes } => $"sizeBytes is {part.SizeBytes}; 1 to {ModelPart.LargestBytes} is allowed",
        { Evidence: < 0 } => $"evidence is {part.Evidence}; at least 0 is due",
        { Classes: null } => "classes is due; it may be empty",
        { Classes: var known } when known.Count > classes || known.Any(c => c < 0 || c >= classes) => $"a class index is not in 0 to {classes - 1}",
        { DerivedFrom: { } sources } => FlawOf(sources),
        _ => null,
    };

    private static string? FlawOf(IReadOnlyList<PartSource> sources)
    {
        if (sources.Count > MostSources) return $"derivedFrom has {sources.Count} entries; {MostSources} are allowed";

        return sources.Any(static source => source is not { Donor.Length: > 0 and <= LongestId } || !IsHash(source.Sha256))
            ? "derivedFrom has an entry without donor or hash"
            : null;
    }
}
