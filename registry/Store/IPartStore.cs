namespace Cartel.Registry.Store;

/// <summary>What became of an upload.</summary>
internal enum Upload { Stored, AlreadyThere, TooLarge, WrongHash }

/// <summary>The relay: parts under their hashes, none ever whole in memory. A cache: what is lost here, its donor can upload again.</summary>
/// <remarks>Thread-safe. A part is seen whole or not at all. What is over the limits goes (<see cref="PartLimits"/>), and so does what nobody has
/// uploaded for long, unless it is to be kept. Every method may throw <see cref="StoreUnavailableException"/>.</remarks>
internal interface IPartStore
{
    /// <summary>What is here of some parts, as of one look.</summary>
    Task<Relayed> LookAsync(string ns, IReadOnlyCollection<string> sha256, CancellationToken cancellation);

    /// <summary>A part's bytes to be read from any position, or null if it is not here.</summary>
    Task<Stream?> OpenAsync(string ns, string sha256, CancellationToken cancellation);

    /// <summary>Stores the bytes of a stream under their hash, if that is the one expected.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="sha256">The hash.</param>
    /// <param name="replaces">The hash of the part that it is sent in place of, or null.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="cancellation">Ends the wait for them.</param>
    Task<Upload> StoreAsync(string ns, string sha256, string? replaces, Stream content, CancellationToken cancellation);

    /// <summary>Deletes a part, if it is here.</summary>
    Task RemoveAsync(string ns, string sha256, CancellationToken cancellation);

    /// <summary>Deletes what nobody has uploaded for long, but not what is to be kept; that is spared as well when room is made,
    /// until the next time, as long as it fits.</summary>
    /// <param name="keep">The parts to be kept.</param>
    /// <param name="cancellation">Ends it.</param>
    Task TidyAsync(IReadOnlySet<PartKey> keep, CancellationToken cancellation);
}
