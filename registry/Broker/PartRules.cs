using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>What a part on offer must look like.</summary>
internal static class PartRules
{
    private const int LongestId = 255;

    public static bool IsHash(string? text) =>
        text is { Length: 64 } && text.All(static c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

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
        _ => null,
    };
}
