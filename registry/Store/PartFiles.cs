using System.Buffers;
using System.Security.Cryptography;

namespace Cartel.Registry.Store;

/// <summary>The relay's files, for one registry: each part under its hash, written whole or not at all.</summary>
/// <remarks>A file's write time is when the part was last uploaded, its access time when it was last used; both are set, not left to the disk.</remarks>
internal sealed class PartFiles(string folder, Bells bells, TimeProvider time, PartLimits limits) : IPartStore
{
    private const int ChunkBytes = 64 * 1024;
    private const string Replacement = ".newer";
    private const int HashDigits = 64;

    private readonly Lock _one = new();
    private IReadOnlySet<PartKey> _kept = new HashSet<PartKey>();
    private long? _bytes;

    public Task<Relayed> LookAsync(string ns, IReadOnlyCollection<string> sha256, CancellationToken cancellation)
    {
        var seen = new Relayed();
        foreach (var hash in sha256)
        {
            var path = PathOf(ns, hash);
            var newest = Newest(ns, hash);
            var at = newest == hash ? path : path + Replacement;
            seen.Set(hash, File.Exists(path), newest, File.Exists(PathOf(ns, newest)) ? File.GetLastWriteTimeUtc(at) : null);
        }

        return Task.FromResult(seen);
    }

    public Task<Stream?> OpenAsync(string ns, string sha256, CancellationToken cancellation)
    {
        var path = PathOf(ns, sha256);
        try
        {
            File.SetLastAccessTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return Task.FromResult<Stream?>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, ChunkBytes, useAsync: true));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public async Task<Upload> StoreAsync(string ns, string sha256, string? replaces, Stream content, CancellationToken cancellation)
    {
        var upload = await StoreAsync(ns, sha256, content, cancellation);
        if (upload is not (Upload.Stored or Upload.AlreadyThere)) return upload;

        if (replaces is not null && replaces != sha256) OnDisk(() => Replace(PathOf(ns, replaces) + Replacement, sha256));
        MakeRoom(new PartKey(ns, sha256));
        bells.Ring(Bells.Part(sha256));
        if (replaces is not null) bells.Ring(Bells.Part(replaces));
        return upload;
    }

    public Task RemoveAsync(string ns, string sha256, CancellationToken cancellation)
    {
        lock (_one) Delete(new FileInfo(PathOf(ns, sha256)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>Drafts of a registry that was killed are among the old files.</remarks>
    public Task TidyAsync(IReadOnlySet<PartKey> keep, CancellationToken cancellation)
    {
        lock (_one)
        {
            _kept = keep;
            var oldest = (time.GetUtcNow() - limits.Lifetime).UtcDateTime;
            foreach (var file in Files().Where(file => file.LastWriteTimeUtc < oldest && !keep.Contains(KeyOf(file)))) Delete(file);
            // Counted anew: somebody may have deleted files by hand.
            _bytes = null;
        }

        return Task.CompletedTask;
    }

    private async Task<Upload> StoreAsync(string ns, string sha256, Stream content, CancellationToken cancellation)
    {
        var path = PathOf(ns, sha256);
        if (TryTouch(path)) return Upload.AlreadyThere;

        OnDisk(() => Directory.CreateDirectory(Path.GetDirectoryName(path)!));
        var draft = $"{path}.{Guid.NewGuid():N}.draft";
        try
        {
            var flaw = await WriteAsync(draft, sha256, content, cancellation);
            if (flaw is not null) return flaw.Value;

            OnDisk(() => Settle(draft, path));
            return Upload.Stored;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private async Task<Upload?> WriteAsync(string draft, string sha256, Stream content, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = OnDisk(() => new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true));
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int count;
            var written = 0L;
            while ((count = await content.ReadAsync(chunk.AsMemory(0, ChunkBytes), cancellation)) > 0)
            {
                if ((written += count) > limits.LargestPart) return Upload.TooLarge;

                hash.AppendData(chunk, 0, count);
                await WriteAsync(file, chunk.AsMemory(0, count), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == sha256 ? null : Upload.WrongHash;
    }

    private async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await file.WriteAsync(bytes, cancellation);
        }
        catch (Exception cause) when (IsOfDisk(cause))
        {
            throw Unavailable(cause);
        }
    }

    private void OnDisk(Action step) => OnDisk(() =>
    {
        step();
        return true;
    });

    // A disk that is full, or may not be written: what comes from the network is not meant.
    private T OnDisk<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception cause) when (IsOfDisk(cause))
        {
            throw Unavailable(cause);
        }
    }

    private static bool IsOfDisk(Exception cause) => cause is IOException or UnauthorizedAccessException;

    private StoreUnavailableException Unavailable(Exception cause) => new($"of parts below {folder}", cause.Message, cause);

    // A rename: a reader sees the whole file or none, and two uploads of one part end in the same file.
    private void Settle(string draft, string path)
    {
        lock (_one)
        {
            var isNew = !File.Exists(path);
            File.Move(draft, path, overwrite: true);
            TryTouch(path);
            if (isNew) Count(new FileInfo(path), 1);
        }
    }

    private void Replace(string path, string sha256)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.NewGuid():N}.draft";
        try
        {
            File.WriteAllText(draft, sha256);
            Settle(draft, path);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    // False: it is not here, or went just now.
    private bool TryTouch(string path)
    {
        try
        {
            var now = time.GetUtcNow().UtcDateTime;
            File.SetLastWriteTimeUtc(path, now);
            File.SetLastAccessTimeUtc(path, now);
            return true;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private void MakeRoom(PartKey stored)
    {
        lock (_one)
        {
            _bytes ??= Files().Where(IsPart).Sum(static file => file.Length);
            if (_bytes <= limits.Budget) return;

            var files = Files().Where(IsPart).ToDictionary(KeyOf);
            var uses = files.Select(one => new PartUse(one.Key, one.Value.Length, Later(one.Value), _kept.Contains(one.Key))).ToList();
            foreach (var victim in limits.Victims(uses, stored)) Delete(files[victim.Key]);
        }
    }

    private void Delete(FileInfo file)
    {
        if (!file.Exists) return;

        Count(file, -1);
        file.Delete();
    }

    private void Count(FileInfo file, int sign)
    {
        if (IsPart(file)) _bytes += sign * file.Length;
    }

    private string Newest(string ns, string sha256)
    {
        try
        {
            return File.ReadAllText(PathOf(ns, sha256) + Replacement) is { Length: HashDigits } newer && File.Exists(PathOf(ns, newer)) ? newer : sha256;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return sha256;
        }
    }

    private IEnumerable<FileInfo> Files() =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories) : [];

    private static bool IsPart(FileInfo file) => file.Name.Length == HashDigits;

    private static DateTimeOffset Later(FileInfo file) => file.LastAccessTimeUtc > file.LastWriteTimeUtc ? file.LastAccessTimeUtc : file.LastWriteTimeUtc;

    // FOLDER/NAMESPACE/FIRST TWO DIGITS/HASH
    private static PartKey KeyOf(FileInfo file) => new(file.Directory!.Parent!.Name, file.Name);

    private string PathOf(string ns, string sha256) => Path.Combine(folder, ns, sha256[..2], sha256);
}
