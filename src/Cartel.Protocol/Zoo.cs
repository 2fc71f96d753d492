namespace Cartel.Protocol;

/// <summary>Past parts that the registry keeps for a concept that may come back: <c>GET /tasks/{task}/zoo</c>.</summary>
/// <param name="Id">16 hexadecimal digits; in an offer the donor is <c>zoo:DONOR:ID</c>.</param>
/// <param name="Donor">Whose parts they were.</param>
/// <param name="KeptAt">When its profile said so.</param>
/// <param name="ClassCounts">Its labels per class then.</param>
/// <param name="Evidence">Samples per class that had formed its model then.</param>
/// <param name="Recall">Its recall per class then.</param>
/// <param name="Parts">The parts that are kept.</param>
/// <param name="Sketch">Its sketch then, if it published one.</param>
public sealed record ZooEntry(
    string Id,
    string Donor,
    DateTimeOffset KeptAt,
    IReadOnlyList<long> ClassCounts,
    IReadOnlyList<long> Evidence,
    IReadOnlyList<double?> Recall,
    IReadOnlyList<PartOffer> Parts,
    IReadOnlyList<byte[]?>? Sketch = null);
