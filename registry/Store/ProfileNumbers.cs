using System.Globalization;
using System.Text.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Store;

/// <summary>What the matchmaker looks at of every agent of a fleet.</summary>
/// <remarks>The arrays are never changed.</remarks>
internal sealed class ProfileNumbers
{
    private const int BitsInOne = 64;

    private readonly ulong[] _lends;

    private ProfileNumbers(
        long sequence, IReadOnlyList<long> counts, IReadOnlyList<long> evidence, IReadOnlyList<double?> recall, IReadOnlyList<byte[]?>? sketch,
        IReadOnlyList<PartOffer> parts)
    {
        (Sequence, ClassCounts, Evidence, Recall) = (sequence, [.. counts], [.. evidence], [.. recall]);
        Sketch = sketch is null ? null : [.. sketch];
        PartCount = parts.Count;
        PartKeys = [.. parts.SelectMany(static part => (part.DerivedFrom ?? []).Select(static source => source.Sha256).Prepend(part.Sha256)).Select(KeyOf)];
        _lends = new ulong[(counts.Count + BitsInOne - 1) / BitsInOne];
        foreach (var part in parts)
        {
            foreach (var label in part.Classes) _lends[label / BitsInOne] |= 1UL << (label % BitsInOne);
        }
    }

    public long Sequence { get; }

    public long[] ClassCounts { get; }

    public long[] Evidence { get; }

    public double?[] Recall { get; }

    /// <summary>What its samples of each class look like, or null.</summary>
    public byte[]?[]? Sketch { get; }

    public int PartCount { get; }

    /// <summary>The beginnings of the hashes of its parts, and of what they were merged from.</summary>
    public ulong[] PartKeys { get; }

    /// <summary>Whether a part of a class is on offer.</summary>
    public bool Lends(int label) => label / BitsInOne < _lends.Length && (_lends[label / BitsInOne] & (1UL << (label % BitsInOne))) != 0;

    /// <summary>The first 16 of a hash's digits; another text has a key as well, which tells less.</summary>
    public static ulong KeyOf(string sha256) =>
        ulong.TryParse(sha256.AsSpan(0, Math.Min(16, sha256.Length)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key) ? key : 0;

    public static ProfileNumbers Of(AgentProfile profile) =>
        new(profile.Sequence, profile.ClassCounts, profile.Evidence, profile.Recall, profile.Sketch, profile.Parts);

    public static ProfileNumbers Parse(ReadOnlySpan<byte> json) => Of(JsonSerializer.Deserialize(json, CartelJson.Default.AgentProfile)!);
}
