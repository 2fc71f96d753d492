using System.Buffers;
using System.Security.Cryptography;
using Cartel.Learning;

namespace Cartel.Registry.Store;

/// <summary>The relay's files: each part under its hash, written whole or not at all, never held in memory.</summary>
/// <remarks>A cache: what is lost here, its donor can upload again. A part that nobody uploaded for a day goes,
/// unless the zoo keeps it.</remarks>
internal sealed class PartFiles(string folder, Bells bells, TimeProvider time) : IPartStore
{
    private const int ChunkBytes = 64 * 1024;
    private const string Replacement = ".newer";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public bool Has(string ns, string sha256) => File.Exists(PathOf(ns, sha256));

    public bool IsFresh(string ns, string sha256, DateTimeOffset since)
    {
        var newest = Newest(ns, sha256);
        return Has(ns, newest) && File.GetLastWriteTimeUtc(newest == sha256 ? PathOf(ns, sha256) : PathOf(ns, sha256) + Replacement) >= since.UtcDateTime;
    }

    public string Newest(string ns, string sha256)
    {
        try
        {
            return File.ReadAllText(PathOf(ns, sha256) + Replacement) is { Length: 64 } newer && Has(ns, newer) ? newer : sha256;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return sha256;
        }
    }

    public Stream? Open(string ns, string sha256)
    {
        try
        {
            return new FileStream(PathOf(ns, sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, ChunkBytes, useAsync: true);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async Task<Upload> StoreAsync(string ns, string sha256, string? replaces, Stream content, CancellationToken cancellation)
    {
        var upload = await StoreAsync(ns, sha256, content, cancellation);
        if (upload is not (Upload.Stored or Upload.AlreadyThere)) return upload;

        if (replaces is not null && replaces != sha256) Place(PathOf(ns, replaces) + Replacement, draft => File.WriteAllText(draft, sha256));
        bells.Ring(Bells.Part(sha256));
        if (replaces is not null) bells.Ring(Bells.Part(replaces));
        return upload;
    }

    private async Task<Upload> StoreAsync(string ns, string sha256, Stream content, CancellationToken cancellation)
    {
        var path = PathOf(ns, sha256);
        if (File.Exists(path))
        {
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return Upload.AlreadyThere;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.NewGuid():N}.draft";
        try
        {
            var flaw = await WriteAsync(draft, sha256, content, cancellation);
            if (flaw is not null) return flaw.Value;

            Settle(draft, path);
            return Upload.Stored;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private void Place(string path, Action<string> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.NewGuid():N}.draft";
        write(draft);
        Settle(draft, path);
    }

    // A rename: a reader sees the whole file or none, and two uploads of one part end in the same file.
    private void Settle(string draft, string path)
    {
        File.Move(draft, path, overwrite: true);
        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
    }

    /// <summary>Deletes a part, if it is here.</summary>
    public void Remove(string ns, string sha256)
    {
        if (Has(ns, sha256)) File.Delete(PathOf(ns, sha256));
    }

    /// <summary>Deletes what is older than a day, drafts of a killed registry among it, but not what is to be kept.</summary>
    public void Tidy(IReadOnlySet<string> keep)
    {
        if (!Directory.Exists(folder)) return;

        var oldest = (time.GetUtcNow() - Lifetime).UtcDateTime;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (File.GetLastWriteTimeUtc(file) < oldest && !keep.Contains(Path.GetFileName(file))) File.Delete(file);
        }
    }

    private static async Task<Upload?> WriteAsync(string draft, string sha256, Stream content, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int count;
            while ((count = await content.ReadAsync(chunk.AsMemory(0, ChunkBytes), cancellation)) > 0)
            {
                if (file.Length + count > ModelPart.LargestBytes) return Upload.TooLarge;

                hash.AppendData(chunk, 0, count);
                await file.WriteAsync(chunk.AsMemory(0, count), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == sha256 ? null : Upload.WrongHash;
    }

    private string PathOf(string ns, string sha256) => Path.Combine(folder, ns, sha256[..2], sha256);
}
