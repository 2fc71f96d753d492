using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>How much a zoo may hold, in all of a task.</summary>
/// <param name="Entries">At most; 0 keeps none.</param>
/// <param name="Bytes">Of all parts together, at most.</param>
internal sealed record ZooLimits(int Entries, long Bytes)
{
    public static readonly ZooLimits Default = new(32, 64 * 1024 * 1024);
}

/// <summary>Which past parts are worth keeping, and which give way.</summary>
/// <remarks>
/// <para>Pure. What a live agent offers as well need not be kept, and neither need a model of fewer than 200 samples. Of the
/// rest the parts of those classes are kept that no kept one knows, or knows only otherwise: by sketches that lie 0.25 apart, or
/// where there are none by a class mix 0.2 bits beyond two standard errors away. An agent that leaves a concept of its own behind
/// is asked for the parts that it had: it can still lend them. What a class needs to be known is what a donor needs
/// (<see cref="NeighbourFilter"/>).</para>
/// <para>Over the limits that one goes which is worth least: (1 + what targets kept of it) · 2^(−age in days) · (0.05 + its divergence
/// from the kept one most like it), times ten where it alone knows a class.</para>
/// </remarks>
internal static class Zoo
{
    private const double UnlikeBits = 0.2;
    private const double OnlyOne = 10;
    private const double LeastDistance = 0.05;
    private const double SurelyApart = 0.25;
    private const int LeastUnlikeWindow = 100;
    private const int LeastEvidence = 200;
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(1);
    private static readonly TimeSpan UploadTime = TimeSpan.FromMinutes(10);

    /// <summary>What a publication changes; what is added is what the agent is asked to upload.</summary>
    /// <param name="donor">Who published.</param>
    /// <param name="former">What it published before, or null.</param>
    /// <param name="profile">What it published.</param>
    /// <param name="others">What the other live agents have published.</param>
    /// <param name="entries">What is kept.</param>
    /// <param name="isHere">Whether a part's bytes have been uploaded.</param>
    /// <param name="ratings">What targets say of parts.</param>
    /// <param name="limits">How much may be kept.</param>
    /// <param name="now">The time.</param>
    public static ZooChange Plan(
        string donor, ProfileDocument? former, ProfileDocument profile, IEnumerable<ProfileNumbers> others, IReadOnlyList<ZooEntry> entries,
        Func<string, bool> isHere, Ratings ratings, ZooLimits limits, DateTimeOffset now)
    {
        if (limits.Entries == 0) return ZooChange.None;

        // What was promised and never came is no reason to refuse the same from another.
        var broken = entries.Where(entry => now - entry.KeptAt > UploadTime && !entry.Parts.All(part => isHere(part.Sha256))).Select(static entry => entry.Id).ToHashSet();
        var kept = entries.Where(entry => !broken.Contains(entry.Id)).ToList();
        // Of what an agent knew before, its own present knowledge is one more witness.
        var left = former is null ? [] : Worth(former, others.Append(profile.Numbers), kept);
        var (source, parts) = left.Count > 0 ? (former!, left) : (profile, Worth(profile, others, kept));
        if (parts.Count == 0 || parts.Sum(static part => (long)part.SizeBytes) > limits.Bytes)
            return broken.Count > 0 ? new ZooChange(null, [.. broken]) : ZooChange.None;

        var whole = source.Profile;
        var id = $"{StableHash.Of($"{donor} {string.Join(' ', parts.Select(static part => part.Sha256))}"):x16}";
        var added = new ZooEntry(id, donor, now, whole.ClassCounts, whole.Evidence, whole.Recall, parts, whole.Sketch);
        kept.RemoveAll(entry => entry.Id == id);
        kept.Add(added);
        return new ZooChange(added, [.. broken, .. Evict(kept, added, ratings, limits, now)]);
    }

    /// <summary>Whether a profile's numbers show that a class is known.</summary>
    public static bool Knows(IReadOnlyList<long> counts, IReadOnlyList<long> evidence, IReadOnlyList<double?> recall, int label) =>
        counts[label] >= NeighbourFilter.LeastRecent && evidence[label] >= NeighbourFilter.LeastEvidence && recall[label] >= NeighbourFilter.LeastRecall;

    private static IReadOnlyList<PartOffer> Worth(ProfileDocument document, IEnumerable<ProfileNumbers> others, List<ZooEntry> kept)
    {
        var profile = document.Numbers;
        if (profile.Evidence.Sum() < LeastEvidence) return [];

        var wanted = Enumerable.Range(0, profile.ClassCounts.Length).Where(label => Knows(profile, label)).ToList();
        // In a large fleet a few others know all of them.
        foreach (var other in others)
        {
            if (wanted.Count == 0) return [];
            wanted.RemoveAll(label => Knows(other, label) && Apart(profile.Sketch, other.Sketch, label) is null or < SurelyApart);
        }

        wanted.RemoveAll(label => kept.Any(entry => Has(entry, label) && IsLike(entry, profile, label)));
        return wanted.Count == 0 ? [] : [.. document.Profile.Parts.Where(part => part.Classes.Any(wanted.Contains))];
    }

    private static bool Knows(ProfileNumbers profile, int label) =>
        label < profile.ClassCounts.Length && Knows(profile.ClassCounts, profile.Evidence, profile.Recall, label);

    private static bool IsLike(ZooEntry entry, ProfileNumbers profile, int label) => Apart(entry.Sketch, profile.Sketch, label) is { } apart
        ? apart < SurelyApart
        : profile.ClassCounts.Sum() < LeastUnlikeWindow || !IsUnlike(entry, profile.ClassCounts);

    private static double? Apart(IReadOnlyList<byte[]?>? first, byte[]?[]? second, int label) =>
        first?[label] is { } one && second?[label] is { } other ? ClassSketch.Distance(one, other) : null;

    private static bool Has(ZooEntry entry, int label) =>
        Knows(entry.ClassCounts, entry.Evidence, entry.Recall, label) && entry.Parts.Any(part => part.Classes.Contains(label));

    private static bool IsUnlike(ZooEntry entry, IReadOnlyList<long> counts)
    {
        var estimate = JensenShannon.Estimate([.. entry.ClassCounts], [.. counts]);
        return estimate.Bits - 2 * estimate.StandardErrorBits > UnlikeBits;
    }

    private static List<string> Evict(List<ZooEntry> kept, ZooEntry added, Ratings ratings, ZooLimits limits, DateTimeOffset now)
    {
        var removed = new List<string>();
        while (kept.Count > limits.Entries || kept.Sum(BytesOf) > limits.Bytes)
        {
            var least = kept.Where(entry => entry != added).MinBy(entry => Usefulness(entry, kept, ratings, now))!;
            kept.Remove(least);
            removed.Add(least.Id);
        }

        return removed;
    }

    private static double Usefulness(ZooEntry entry, List<ZooEntry> kept, Ratings ratings, DateTimeOffset now)
    {
        var used = entry.Parts.Sum(part => ratings.Of(Rated.Part, part.Sha256).AsOf(now).Kept);
        var others = kept.Where(other => other != entry).ToList();
        var apart = others.Count == 0 ? 1 : others.Min(other => JensenShannon.Estimate([.. entry.ClassCounts], [.. other.ClassCounts]).Bits);
        var alone = Enumerable.Range(0, entry.ClassCounts.Count).Any(label => Has(entry, label) && !others.Any(other => Has(other, label)));
        return (1 + used) * Math.Pow(2, -((now - entry.KeptAt) / HalfLife)) * (LeastDistance + apart) * (alone ? OnlyOne : 1);
    }

    private static long BytesOf(ZooEntry entry) => entry.Parts.Sum(static part => (long)part.SizeBytes);
}
