namespace Cartel.Streams;

/// <summary>What was lost or could not be had on the way through a stream, by reason.</summary>
internal sealed class Gaps
{
    /// <summary>A file became shorter than what was read of it; it is read from its start.</summary>
    public const string Truncated = "truncated";

    /// <summary>The file of a mark is nowhere any more: what was unread of it is lost.</summary>
    public const string Vanished = "vanished";

    /// <summary>A file or folder could not be read for a while; counted once for each such time.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>A packed file cannot be unpacked to its end: what is behind the damage is lost.</summary>
    public const string Damaged = "damaged";

    /// <summary>The file was not there for a while; counted once for each such time.</summary>
    public const string Missing = "missing";

    /// <summary>A file's last line was never finished.</summary>
    public const string Unfinished = "unfinished";

    /// <summary>A file's header lacks a column of the task: its rows are bad ones.</summary>
    public const string Header = "header";

    /// <summary>A file came whose name is before one that was read already: it is left out.</summary>
    public const string Late = "late";

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Add(string reason, long by = 1) => _counts[reason] = _counts.GetValueOrDefault(reason) + by;
}
