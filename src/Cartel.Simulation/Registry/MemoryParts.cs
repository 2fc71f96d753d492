using Cartel.Learning;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <summary>A simulated registry's relay: parts in memory.</summary>
/// <param name="clock">Virtual time.</param>
/// <param name="arrived">Hears of each hash that something was uploaded for.</param>
internal sealed class MemoryParts(VirtualClock clock, Action<string> arrived) : IPartStore
{
    private readonly Dictionary<(string Namespace, string Sha256), byte[]> _parts = [];
    private readonly Dictionary<(string Namespace, string Sha256), (string Newest, DateTimeOffset At)> _uploads = [];

    public Task<Relayed> LookAsync(string ns, IReadOnlyCollection<string> sha256, CancellationToken cancellation)
    {
        var seen = new Relayed();
        foreach (var hash in sha256)
        {
            var isUploaded = _uploads.TryGetValue((ns, hash), out var upload);
            seen.Set(hash, _parts.ContainsKey((ns, hash)), isUploaded ? upload.Newest : hash, isUploaded ? upload.At : null);
        }

        return Task.FromResult(seen);
    }

    public Task<Stream?> OpenAsync(string ns, string sha256, CancellationToken cancellation) =>
        Task.FromResult<Stream?>(_parts.TryGetValue((ns, sha256), out var bytes) ? new MemoryStream(bytes, writable: false) : null);

    public async Task<Upload> StoreAsync(string ns, string sha256, string? replaces, Stream content, CancellationToken cancellation)
    {
        var upload = await StoreAsync(ns, sha256, content, cancellation);
        if (upload is not (Upload.Stored or Upload.AlreadyThere)) return upload;

        foreach (var asked in new[] { sha256, replaces }.OfType<string>().Distinct())
        {
            _uploads[(ns, asked)] = (sha256, new VirtualTime(clock).GetUtcNow());
            arrived(asked);
        }

        return upload;
    }

    private async Task<Upload> StoreAsync(string ns, string sha256, Stream content, CancellationToken cancellation)
    {
        if (_parts.ContainsKey((ns, sha256))) return Upload.AlreadyThere;

        using var received = new MemoryStream();
        await content.CopyToAsync(received, cancellation);
        if (received.Length > ModelPart.LargestBytes) return Upload.TooLarge;

        var bytes = received.ToArray();
        if (ModelPart.HashOf(bytes) != sha256) return Upload.WrongHash;

        _parts.Add((ns, sha256), bytes);
        return Upload.Stored;
    }

    public Task RemoveAsync(string ns, string sha256, CancellationToken cancellation)
    {
        _parts.Remove((ns, sha256));
        return Task.CompletedTask;
    }

    // A simulation does not last a day.
    public Task TidyAsync(IReadOnlySet<PartKey> keep, CancellationToken cancellation) => Task.CompletedTask;
}
