using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>The durable queue behind what is posted: batches of JSON lines on disk until they are learned.</summary>
/// <remarks>
/// <para>
/// For an HTTP server: open one for the agent's life, hand <see cref="Source"/> to the pipeline, and answer each request by
/// <see cref="Append"/>: accepted 202, duplicate 200, invalid 422 with the faults, too large 413, full 429, failed 507.
/// </para>
/// <para>
/// A batch is taken whole or not at all, and is on disk when it is accepted: a kill at any moment loses none that was accepted and keeps
/// none that was not. A batch with a key is taken once among the last so many with keys. <see cref="Append"/> may be called
/// by any thread; the source belongs to one.
/// </para>
/// </remarks>
public sealed class Spool : IDisposable
{
    private readonly SpoolStore _store;

    private Spool(SpoolStore store, FeatureSchema schema)
    {
        _store = store;
        Source = new LiveSource(schema, store.Feed, store.Format, store.Gaps, strict: false, store.Forget, store.News);
    }

    /// <summary>What was posted, in order. Belongs to one thread; closed with the spool.</summary>
    public LiveSource Source { get; }

    /// <summary>How many bytes it takes on disk.</summary>
    public long Bytes => _store.Bytes;

    /// <summary>The most bytes that it takes on disk.</summary>
    public long CapacityBytes => _store.CapacityBytes;

    /// <summary>Opens the queue in a folder, which is made if need be.</summary>
    /// <param name="folder">The folder; nothing else is to be in it, and no other process is to write there.</param>
    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="options">How it reads and keeps.</param>
    /// <param name="time">By what its source waits.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read or written.</exception>
    public static Spool Open(string folder, FeatureSchema schema, SpoolOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Spool(new SpoolStore(folder, options.Columns(schema.Features, schema.Classes, needsLabel: false), options, time), schema);
    }

    /// <summary>Takes a batch of JSON lines, or says why not.</summary>
    /// <param name="jsonLines">One object a line, in UTF-8; empty lines count but mean nothing.</param>
    /// <param name="batchKey">What the sender calls it, at most 1,024 characters: sent again under this name it is not learned again. Null: it has no name.</param>
    /// <exception cref="ArgumentException">The key is empty or too long.</exception>
    public SpoolAnswer Append(ReadOnlySpan<byte> jsonLines, string? batchKey) => _store.Append(jsonLines, batchKey);

    /// <summary>Closes it; what is in it stays.</summary>
    public void Dispose()
    {
        Source.Dispose();
        _store.Dispose();
    }
}
