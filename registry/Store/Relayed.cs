namespace Cartel.Registry.Store;

/// <summary>A part within its namespace.</summary>
internal readonly record struct PartKey(string Namespace, string Sha256);

/// <summary>What the relay has of some parts, as of one look.</summary>
internal sealed class Relayed
{
    private readonly Dictionary<string, State> _parts = new(StringComparer.Ordinal);

    /// <summary>Whether a part is here.</summary>
    public bool Has(string sha256) => _parts.TryGetValue(sha256, out var part) && part.IsHere;

    /// <summary>The hash of what the donor of a part last sent in its place; its own where that is nothing.</summary>
    public string Newest(string sha256) => _parts.TryGetValue(sha256, out var part) ? part.Newest : sha256;

    /// <summary>Whether a part, or what its donor sent in its place, was uploaded at this time or later.</summary>
    public bool IsFresh(string sha256, DateTimeOffset since) => _parts.TryGetValue(sha256, out var part) && part.UploadedAt >= since;

    /// <summary>Notes what is known of a part.</summary>
    /// <param name="sha256">The part.</param>
    /// <param name="isHere">Whether it is here.</param>
    /// <param name="newest">What was last sent in its place, and is here; its own hash otherwise.</param>
    /// <param name="uploadedAt">When that was uploaded; null if it is not here.</param>
    public void Set(string sha256, bool isHere, string newest, DateTimeOffset? uploadedAt) => _parts[sha256] = new State(isHere, newest, uploadedAt);

    private readonly record struct State(bool IsHere, string Newest, DateTimeOffset? UploadedAt);
}
