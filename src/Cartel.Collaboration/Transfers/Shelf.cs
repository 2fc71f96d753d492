using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Parts of classes that are not known here yet, fetched because they emerge in the neighbourhood.</summary>
/// <remarks>Bounded: at most <see cref="MostLots"/> lots, of which the oldest gives way, and so many bytes in a period.</remarks>
/// <param name="budget">Bytes that may be taken in per period; 0: none.</param>
internal sealed class Shelf(long budget)
{
    /// <summary>The length of a period, in labelled samples.</summary>
    public const int Period = 10_000;

    /// <summary>How many lots are kept.</summary>
    public const int MostLots = 4;

    private readonly List<ShelvedLot> _lots = [];
    private long _period;
    private long _spent;

    /// <summary>Bytes that may still be taken in, at a sample.</summary>
    public long Left(long samples) => budget - (samples / Period == _period ? _spent : 0);

    /// <summary>Whether parts for a class lie here.</summary>
    public bool Has(int label) => _lots.Exists(lot => lot.Needs.Contains(label));

    /// <summary>Whether there is a lot that has not been tried yet.</summary>
    public bool HasUntried => _lots.Exists(static lot => !lot.Tried);

    /// <summary>The most samples that what lies here for a class was learned from.</summary>
    public long EvidenceFor(int label) => _lots.Where(lot => lot.Needs.Contains(label)).SelectMany(static lot => lot.Donors).SelectMany(static donor => donor.Parts)
        .Where(part => part.Classes.Contains(label)).Select(static part => part.Evidence).DefaultIfEmpty().Max();

    /// <summary>A lot that has not been tried yet; it counts as tried.</summary>
    public ShelvedLot? TakeUntried()
    {
        var lot = _lots.Find(static lot => !lot.Tried);
        if (lot is not null) lot.Tried = true;
        return lot;
    }

    /// <summary>Takes out what there is for a class.</summary>
    public ShelvedLot? Take(int label)
    {
        var lot = _lots.Find(lot => lot.Needs.Contains(label));
        if (lot is not null) _lots.Remove(lot);
        return lot;
    }

    /// <summary>Throws away all.</summary>
    public void Clear() => _lots.Clear();

    /// <summary>Throws away each lot that has one of these parts.</summary>
    public void Remove(IReadOnlyList<string> hashes) => _lots.RemoveAll(lot => lot.Donors.Any(donor => donor.Parts.Any(part => hashes.Contains(part.Sha256))));

    /// <summary>Takes a lot in.</summary>
    /// <returns>Whether the budget allowed it.</returns>
    public bool TryAdd(ShelvedLot lot, long samples)
    {
        if (lot.Bytes > Left(samples)) return false;

        (_spent, _period) = (budget - Left(samples) + lot.Bytes, samples / Period);
        _lots.RemoveAll(older => older.Needs.All(lot.Needs.Contains));
        if (_lots.Count == MostLots) _lots.RemoveAt(0);
        _lots.Add(lot);
        return true;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_period);
        writer.Write(_spent);
        writer.Write(_lots.Count);
        foreach (var lot in _lots)
        {
            writer.Write(lot.Tried);
            writer.Write(lot.Needs.Count);
            foreach (var label in lot.Needs) writer.Write(label);
            CollaborativeState.WriteDonors(writer, lot.Donors);
        }
    }

    public void Restore(IOnlineLearner model, ref SpanReader reader)
    {
        (_period, _spent) = (reader.Count(), reader.Count());
        for (var left = CollaborativeState.ReadLength(ref reader); left > 0; left--)
        {
            var tried = reader.Byte() != 0;
            var needs = new int[CollaborativeState.ReadLength(ref reader)];
            for (var i = 0; i < needs.Length; i++) needs[i] = reader.Int32();
            var (fitting, refused) = PartCheck.Sort(CollaborativeState.ReadDonors(ref reader), model);
            if (refused.Count > 0 || needs.Any(label => label < 0 || label >= model.Schema.Classes.Count))
                throw new ModelFormatException("the state has parts on its shelf that do not fit its model");
            _lots.Add(new ShelvedLot(fitting, needs) { Tried = tried });
        }
    }
}

/// <summary>What was fetched at once.</summary>
/// <param name="Donors">The parts, best donor first; at least one.</param>
/// <param name="Needs">The classes that it was fetched for: those of its parts that had not been met.</param>
internal sealed record ShelvedLot(IReadOnlyList<DonorParts> Donors, IReadOnlyList<int> Needs)
{
    public long Bytes => Donors.Sum(static donor => donor.Parts.Sum(static part => (long)part.Bytes.Length));

    public bool Tried { get; set; }
}
