using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>The durable queue behind labels that are posted after their samples, as <see cref="Spool"/> is for samples.</summary>
/// <remarks>Its lines are <c>{"key": …, "label": …}</c>. <see cref="Append"/> may be called by any thread; the rest belongs to one.</remarks>
public sealed class LabelSpool : ILabelSource
{
    private readonly SpoolStore _store;
    private readonly LabelFile _labels;

    private LabelSpool(SpoolStore store)
    {
        _store = store;
        _labels = new LabelFile(store.Feed, store.Format, store.Gaps);
    }

    /// <inheritdoc/>
    public string Mark => _labels.Mark;

    /// <summary>How many bytes it takes on disk.</summary>
    public long Bytes => _store.Bytes;

    /// <summary>The most bytes that it takes on disk.</summary>
    public long CapacityBytes => _store.CapacityBytes;

    /// <summary>Opens the queue in a folder, which is made if need be.</summary>
    /// <param name="folder">The folder; nothing else is to be in it, and no other process is to write there.</param>
    /// <param name="classes">The task's classes.</param>
    /// <param name="options">How it keeps; key and label have their names.</param>
    /// <param name="time">By what its reader waits.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read or written.</exception>
    public static LabelSpool Open(string folder, IReadOnlyList<string> classes, SpoolOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var named = options with { Label = "label", Key = "key" };
        return new LabelSpool(new SpoolStore(folder, named.Columns([], classes, needsLabel: true), named, time));
    }

    /// <summary>Takes a batch of labels, or says why not: see <see cref="Spool.Append"/>.</summary>
    /// <param name="jsonLines">One label a line, in UTF-8.</param>
    /// <param name="batchKey">What the sender calls it, or null.</param>
    /// <exception cref="ArgumentException">The key is empty or too long.</exception>
    public SpoolAnswer Append(ReadOnlySpan<byte> jsonLines, string? batchKey) => _store.Append(jsonLines, batchKey);

    /// <inheritdoc/>
    public bool TryRead(out string key, out int label) => _labels.TryRead(out key, out label);

    /// <inheritdoc/>
    public void Return(string mark) => _labels.Return(mark);

    /// <inheritdoc/>
    public void Commit(string mark) => _store.Forget(mark);

    /// <summary>Closes it; what is in it stays.</summary>
    public void Dispose()
    {
        _labels.Dispose();
        _store.Dispose();
    }
}
