namespace Cartel.Protocol;

/// <summary>What an agent publishes: <c>PUT …/profile</c>. Arrays are in the order of the task's classes.</summary>
/// <remarks>Counts and never probabilities: their size says how much they can be trusted.</remarks>
/// <param name="Sequence">Grows with every publication; a stale one is refused with 409 <c>stale-sequence</c>.</param>
/// <param name="ModelVersion">Samples learned when this was made.</param>
/// <param name="ClassCounts">Labels per class in the recent window; each at least 0.</param>
/// <param name="Evidence">Samples per class that formed the model, ever; each at least 0.</param>
/// <param name="Recall">Recall per class over the recent window, in [0, 1]; null where the window has no sample of it.</param>
/// <param name="Precision">Optional, for people: precision per class over the recent window, in [0, 1]; null where it was never predicted.</param>
/// <param name="Parts">The model parts on offer.</param>
/// <param name="Sketch">Optional: per class what its samples look like, a <c>ClassSketch</c> of at most 16 half-precision numbers in
/// base64; null where the window has too few. Left out, the former sketch stands.</param>
/// <param name="Status">Optional: what a renewal of the lease would say, which need then not be sent; kept apart from the profile.</param>
public sealed record AgentProfile(
    long Sequence,
    long ModelVersion,
    IReadOnlyList<long> ClassCounts,
    IReadOnlyList<long> Evidence,
    IReadOnlyList<double?> Recall,
    IReadOnlyList<double?>? Precision,
    IReadOnlyList<PartOffer> Parts,
    IReadOnlyList<byte[]?>? Sketch = null,
    AgentStatus? Status = null);

/// <summary>A part on offer, known by the SHA-256 of its bytes.</summary>
/// <param name="Id">What it is within its model, such as <c>class:3</c>.</param>
/// <param name="Classes">Indices of the classes that it knows.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="SizeBytes">Length of its bytes; 1 to 16 MiB.</param>
/// <param name="Evidence">Samples of its classes that formed it.</param>
/// <param name="DerivedFrom">The borrowed parts that it was merged from, the latest first; at most 16.</param>
public sealed record PartOffer(
    string Id, IReadOnlyList<int> Classes, string Sha256, int SizeBytes, long Evidence, IReadOnlyList<PartSource>? DerivedFrom = null);

/// <summary>Where a part comes from.</summary>
/// <param name="Donor">Who lent it.</param>
/// <param name="Sha256">Its hash then.</param>
public sealed record PartSource(string Donor, string Sha256);

/// <summary>The registry's answer to a publication: the registry paces its fleet.</summary>
/// <param name="Sequence">The sequence number that now stands.</param>
/// <param name="NextPublishAfterSeconds">Do not publish again sooner.</param>
/// <param name="LeaseSeconds">The lease as renewed by this publication.</param>
/// <param name="Warnings">What is odd but was accepted.</param>
/// <param name="Archive">Hashes of parts that the registry would like to keep for later: upload them when there is time.</param>
/// <param name="Emerging">Classes that are spreading among this agent's neighbours and that it does not know, the most urgent first.</param>
/// <param name="Recalled">Hashes of recalled parts that parts of this profile are, or were merged from.</param>
public sealed record ProfileReceipt(
    long Sequence,
    double NextPublishAfterSeconds,
    double LeaseSeconds,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string>? Archive = null,
    IReadOnlyList<EmergingClass>? Emerging = null,
    IReadOnlyList<string>? Recalled = null)
{
    /// <summary>The longest pause between two publications of a small fleet's agent, for whom 204 without a receipt is answer enough: 1.25 s.</summary>
    public static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1.25);
}

/// <summary>A class that several neighbours of an agent have lately asked for.</summary>
/// <param name="Class">Its index.</param>
/// <param name="Agents">How many near agents asked for it.</param>
/// <param name="Offers">Who can help with it; the parts that are not in the relay yet have been asked for.</param>
public sealed record EmergingClass(int Class, int Agents, IReadOnlyList<DonorOffer> Offers);

/// <summary>The agents closest to one: <c>GET …/neighbours?k=&amp;classes=&amp;maxJsdBits=&amp;explain=</c>.</summary>
/// <param name="Items">Best first; those that were refused come last, and only when <c>explain=true</c>.</param>
/// <param name="Warnings">Why the answer tells less than it seems.</param>
public sealed record NeighbourList(IReadOnlyList<Neighbour> Items, IReadOnlyList<string>? Warnings = null);

/// <summary>One candidate and why it stands where it stands.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Rank">1 is best; null for one that was refused.</param>
/// <param name="Score">The documented score, higher is better; null for one that was refused.</param>
/// <param name="JsdBits">Jensen-Shannon divergence between its class counts and the asker's, bias-corrected, in bits.</param>
/// <param name="JsdStandardErrorBits">Its standard error, in bits.</param>
/// <param name="Samples">Labels in its window.</param>
/// <param name="AgeSeconds">Age of its profile.</param>
/// <param name="Refused">Why it cannot help, or null.</param>
/// <param name="Terms">Every term of the score by name, when <c>explain=true</c>.</param>
/// <param name="Lost">What put it behind the best, in words, when <c>explain=true</c>; null for the best and the refused.</param>
public sealed record Neighbour(
    string Agent,
    int? Rank,
    double? Score,
    double JsdBits,
    double JsdStandardErrorBits,
    long Samples,
    double AgeSeconds,
    string? Refused,
    IReadOnlyDictionary<string, double>? Terms,
    string? Lost = null);
