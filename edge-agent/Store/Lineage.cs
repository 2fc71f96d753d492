using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Which borrowed parts the parts of this agent's model were merged from, so that a recall finds what came of them.</summary>
internal sealed class Lineage
{
    private const int MostSources = 16;

    private readonly Dictionary<string, List<PartSource>> _sources = new(StringComparer.Ordinal);

    /// <param name="records">All requests for help so far, in order.</param>
    public Lineage(IEnumerable<TransferRecord> records)
    {
        foreach (var record in records) Add(record);
    }

    /// <summary>Takes a request that has ended; only what was adopted left something in the model.</summary>
    public void Add(TransferRecord record)
    {
        if (record.Outcome is not TransferState.Adopted) return;

        foreach (var id in record.Parts.Distinct())
        {
            if (!record.Sources.TryGetValue(id, out var merged)) continue;
            if (!_sources.TryGetValue(id, out var sources)) _sources.Add(id, sources = []);

            sources.InsertRange(0, merged);
            if (sources.Count > MostSources) sources.RemoveRange(MostSources, sources.Count - MostSources);
        }
    }

    /// <summary>What a part of the model was merged from, the latest first; null: from nothing.</summary>
    /// <param name="partId">The part's id.</param>
    /// <param name="open">The request under way: on probation its parts run already.</param>
    public IReadOnlyList<PartSource>? Of(string partId, TransferRecord? open)
    {
        var merged = open is { MergedAtSample: not null } && open.Parts.Contains(partId) ? open.Sources.GetValueOrDefault(partId) : null;
        PartSource[] all = [.. merged ?? [], .. _sources.GetValueOrDefault(partId) ?? []];
        return all.Length == 0 ? null : all[..Math.Min(all.Length, MostSources)];
    }
}
