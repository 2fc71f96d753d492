using Cartel.Learning;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <summary>A simulated registry's relay: parts in memory.</summary>
/// <param name="arrived">Hears of each part that was not there before.</param>
internal sealed class MemoryParts(Action<string> arrived) : IPartStore
{
    private readonly Dictionary<(string Namespace, string Sha256), byte[]> _parts = [];

    public bool Has(string ns, string sha256) => _parts.ContainsKey((ns, sha256));

    public Stream? Open(string ns, string sha256) =>
        _parts.TryGetValue((ns, sha256), out var bytes) ? new MemoryStream(bytes, writable: false) : null;

    public async Task<Upload> StoreAsync(string ns, string sha256, Stream content, CancellationToken cancellation)
    {
        if (Has(ns, sha256)) return Upload.AlreadyThere;

        using var received = new MemoryStream();
        await content.CopyToAsync(received, cancellation);
        if (received.Length > ModelPart.LargestBytes) return Upload.TooLarge;

        var bytes = received.ToArray();
        if (ModelPart.HashOf(bytes) != sha256) return Upload.WrongHash;

        _parts.Add((ns, sha256), bytes);
        arrived(sha256);
        return Upload.Stored;
    }

    public void Remove(string ns, string sha256) => _parts.Remove((ns, sha256));

    // A simulation does not last a day.
    public void Tidy(IReadOnlySet<string> keep)
    {
    }
}
