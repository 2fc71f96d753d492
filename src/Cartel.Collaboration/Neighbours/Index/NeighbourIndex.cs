using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>The class counts of a task's agents, arranged so that those nearest to given counts are found at once: exactly,
/// by the bias-corrected divergence of <see cref="JensenShannon.Estimate"/>.</summary>
/// <remarks>
/// <para>Agents are known by slots, small numbers that the caller gives; whatever else it knows of them lies in its own
/// columns by slot, which a search may ask.</para>
/// <para>Agents that are alike lie in cells of a few dozen, cells in groups. A search bounds the divergence of whole groups,
/// then cells, then agents from below, sixteen at once, and compares exactly only those that the bounds leave. The method,
/// its proof and figures are in docs/neighbour-index.md.</para>
/// <para>Any number of threads search while others change agents. A search never waits, and answers as of one instant: it
/// sees each agent once, with the counts that it had then. Changes wait for each other. The first 128 searches at a time
/// run side by side; more take turns.</para>
/// <para>The index has no thread of its own: it arranges itself anew, a cell at a time, as agents change.</para>
/// </remarks>
public sealed class NeighbourIndex
{
    private readonly Lock _writing = new();
    private readonly Readers _readers = new();
    private readonly ShareLevels _levels;
    private readonly IndexCells _cells;
    private IndexDirectory _directory;
    private long _clock;
    private int _count;

    // Of the search before, for the next one.
    private IndexSieve? _sieve;

    /// <summary>An empty index.</summary>
    /// <param name="classes">How many classes each agent counts; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none.</exception>
    public NeighbourIndex(int classes)
    {
        Classes = Require.Positive(classes);
        _levels = new ShareLevels(classes);
        _directory = IndexDirectory.Empty(classes);
        _cells = new IndexCells(classes, _readers, directory => Volatile.Write(ref _directory, directory));
    }

    /// <summary>How many classes each agent counts.</summary>
    public int Classes { get; }

    internal int Cells => _cells.Count;

    /// <summary>How many agents it holds.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds an agent, or replaces its counts. A search that begins afterwards sees them.</summary>
    /// <param name="slot">Whose; at least 0. Memory grows with the largest.</param>
    /// <param name="counts">Its samples per class; each at least 0, at least one above.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slot is negative.</exception>
    /// <exception cref="ArgumentException">The counts are of another number of classes, negative, or all 0.</exception>
    public void Put(int slot, ReadOnlySpan<long> counts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        Check(counts);
        _cells.Prefetch(slot);
        var padded = IndexRow.Padded(Classes);
        Span<ushort> packed = padded <= 512 ? stackalloc ushort[padded] : new ushort[padded];
        Span<float> shares = padded <= 512 ? stackalloc float[padded] : new float[padded];
        Span<byte> codes = padded <= 512 ? stackalloc byte[padded] : new byte[padded];
        var row = new IndexRow(slot, counts, _levels, packed, shares, codes);
        lock (_writing)
        {
            if (_cells.Put(row, _clock + 1)) _count++;
            Volatile.Write(ref _clock, _clock + 1);
        }
    }

    /// <summary>Takes an agent out.</summary>
    /// <param name="slot">Whose.</param>
    /// <returns>Whether it was in.</returns>
    public bool Remove(int slot)
    {
        lock (_writing)
        {
            if (!_cells.Remove(slot, _clock + 1)) return false;
            _count--;
            Volatile.Write(ref _clock, _clock + 1);
            return true;
        }
    }

    /// <summary>Finds the agents nearest to given counts: the least corrected divergence first; where that is the same (it
    /// is 0 for many that differ by no more than chance) the least plain one, then the smallest slot.</summary>
    /// <param name="counts">Samples per class; each at least 0, at least one above.</param>
    /// <param name="best">Takes the answer; as many as it holds are looked for.</param>
    /// <param name="allows">Whether an agent is to be considered, by its slot; by default all are. It is asked of few, and
    /// must be quick and safe to call while agents change.</param>
    /// <returns>How many were found.</returns>
    /// <exception cref="ArgumentException">The counts are of another number of classes, negative, or all 0; or
    /// <paramref name="best"/> is empty.</exception>
    public int Nearest(ReadOnlySpan<long> counts, Span<NearAgent> best, Predicate<int>? allows = null) => Nearest(counts, best, allows, out _);

    internal int Nearest(ReadOnlySpan<long> counts, Span<NearAgent> best, Predicate<int>? allows, out (int Groups, int Boxes, int Cells, int Rows, int Agents) work)
    {
        Check(counts);
        if (best.IsEmpty) throw new ArgumentException("has no room for an answer", nameof(best));

        Span<(int, float)> present = Classes <= 512 ? stackalloc (int, float)[Classes] : new (int, float)[Classes];
        Span<int> absent = Classes <= 512 ? stackalloc int[Classes] : new int[Classes];
        Span<double> exact = Classes <= 512 ? stackalloc double[Classes] : new double[Classes];
        Span<float> shares = Classes <= 512 ? stackalloc float[IndexRow.Padded(Classes)] : new float[IndexRow.Padded(Classes)];
        var query = new IndexQuery(counts, present, absent, exact, shares);
        var sieve = Interlocked.Exchange(ref _sieve, null) ?? new IndexSieve(Classes, _levels);
        var reader = _readers.Enter(ref _clock, out var instant);
        try
        {
            var search = new IndexSearch(query, sieve, best, instant, allows);
            var found = search.Run(Volatile.Read(ref _directory));
            work = search.Work;
            return found;
        }
        finally
        {
            _readers.Leave(reader);
            _sieve = sieve;
        }
    }

    private void Check(ReadOnlySpan<long> counts)
    {
        if (counts.Length != Classes) throw new ArgumentException($"has {counts.Length} classes where the index has {Classes}", nameof(counts));
    }
}
