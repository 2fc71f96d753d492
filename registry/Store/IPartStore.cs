namespace Cartel.Registry.Store;

/// <summary>What became of an upload.</summary>
internal enum Upload { Stored, AlreadyThere, TooLarge, WrongHash }

/// <summary>The relay: parts under their hashes. A cache: what is lost here, its donor can upload again.</summary>
internal interface IPartStore
{
    /// <summary>Whether a part is here.</summary>
    bool Has(string ns, string sha256);

    /// <summary>A part's bytes to be read from any position, or null if it is not here.</summary>
    Stream? Open(string ns, string sha256);

    /// <summary>Whether a part, or what its donor sent in its place, was uploaded at this time or later.</summary>
    bool IsFresh(string ns, string sha256, DateTimeOffset since);

    /// <summary>The hash of what the donor of a part last sent in its place; its own where that is nothing.</summary>
    string Newest(string ns, string sha256);

    /// <summary>Stores the bytes of a stream under their hash, if that is the one expected.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="sha256">The hash.</param>
    /// <param name="replaces">The hash of the part that it is sent in place of, or null.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="cancellation">Ends the wait for them.</param>
    Task<Upload> StoreAsync(string ns, string sha256, string? replaces, Stream content, CancellationToken cancellation);

    /// <summary>Deletes a part, if it is here.</summary>
    void Remove(string ns, string sha256);

    /// <summary>Deletes what nobody has uploaded for long, but not what is to be kept.</summary>
    void Tidy(IReadOnlySet<string> keep);
}
