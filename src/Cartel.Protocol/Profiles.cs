namespace Cartel.Protocol;

/// <summary>What an agent publishes: <c>PUT …/profile</c>. Arrays are in the order of the task's classes.</summary>
/// <remarks>Counts and never probabilities: their size says how much they can be trusted.</remarks>
/// <param name="Sequence">Grows with every publication; a stale one is refused with 409 <c>stale-sequence</c>.</param>
/// <param name="ModelVersion">Samples learned when this was made.</param>
/// <param name="ClassCounts">Labels per class in the recent window; each at least 0.</param>
/// <param name="Evidence">Samples per class that formed the model, ever; each at least 0.</param>
/// <param name="Recall">Recall per class over the recent window, in [0, 1]; null where the window has no sample of it.</param>
/// <param name="Precision">Precision per class over the recent window, in [0, 1]; null where it was never predicted.</param>
/// <param name="Parts">The model parts on offer.</param>
public sealed record AgentProfile(
    long Sequence,
    long ModelVersion,
    IReadOnlyList<long> ClassCounts,
    IReadOnlyList<long> Evidence,
    IReadOnlyList<double?> Recall,
    IReadOnlyList<double?> Precision,
    IReadOnlyList<PartOffer> Parts);

/// <summary>A part on offer, known by the SHA-256 of its bytes.</summary>
/// <param name="Id">What it is within its model, such as <c>class:3</c>.</param>
/// <param name="Classes">Indices of the classes that it knows.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="SizeBytes">Length of its bytes; 1 to 16 MiB.</param>
/// <param name="Evidence">Samples of its classes that formed it.</param>
public sealed record PartOffer(string Id, IReadOnlyList<int> Classes, string Sha256, int SizeBytes, long Evidence);

/// <summary>The registry's answer to a publication: the registry paces its fleet.</summary>
/// <param name="Sequence">The sequence number that now stands.</param>
/// <param name="NextPublishAfterSeconds">Do not publish again sooner.</param>
/// <param name="LeaseSeconds">The lease as renewed by this publication.</param>
/// <param name="Warnings">What is odd but was accepted.</param>
public sealed record ProfileReceipt(long Sequence, double NextPublishAfterSeconds, double LeaseSeconds, IReadOnlyList<string> Warnings);

/// <summary>The agents closest to one: <c>GET …/neighbours?k=&amp;classes=&amp;maxJsdBits=&amp;explain=</c>.</summary>
/// <param name="Items">Best first; those that were refused come last, and only when <c>explain=true</c>.</param>
public sealed record NeighbourList(IReadOnlyList<Neighbour> Items);

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
public sealed record Neighbour(
    string Agent,
    int? Rank,
    double? Score,
    double JsdBits,
    double JsdStandardErrorBits,
    long Samples,
    double AgeSeconds,
    string? Refused,
    IReadOnlyDictionary<string, double>? Terms);
