namespace Cartel.Streams;

/// <summary>A row that could not be used.</summary>
/// <param name="File">The file, as it was opened.</param>
/// <param name="Line">The line on which the row begins, the first of the file being 1.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record BadRow(string File, long Line, string Reason)
{
    /// <summary>As people read it, and as <see cref="BadRowException"/> says it.</summary>
    public override string ToString() => $"{File}, line {Line}: {Reason}";
}

/// <summary>The rows that a reader set aside: how many, and the first ten.</summary>
public sealed class BadRows
{
    /// <summary>How many rows are kept with file, line and reason.</summary>
    public const int Shown = 10;

    private readonly List<BadRow> _first = [];

    /// <summary>How many rows were set aside.</summary>
    public long Count { get; private set; }

    /// <summary>The first <see cref="Shown"/> of them.</summary>
    public IReadOnlyList<BadRow> First => _first;

    internal void Add(BadRow row)
    {
        Count++;
        if (_first.Count < Shown) _first.Add(row);
    }

    internal void Clear()
    {
        Count = 0;
        _first.Clear();
    }
}
