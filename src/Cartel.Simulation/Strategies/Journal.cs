namespace Cartel.Simulation;

/// <summary>What happened on devices, for marks in plots and for explanations.</summary>
public sealed class Journal
{
    private readonly List<JournalEntry> _entries = [];

    /// <summary>In time order.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>Notes something.</summary>
    public void Add(JournalEntry entry) => _entries.Add(entry);
}

/// <summary>One thing that happened.</summary>
/// <param name="Device">Where.</param>
/// <param name="Sample">The device's labelled samples until then.</param>
/// <param name="Kind">One word, such as <c>novelty</c>, <c>drift</c>, <c>merged</c>, <c>rolled-back</c>.</param>
/// <param name="Detail">A few words for people.</param>
public sealed record JournalEntry(int Device, long Sample, string Kind, string Detail);
