namespace Cartel.Cli;

/// <summary>What <c>./cartel load --json</c> writes (DESIGN.md, section 9).</summary>
/// <param name="Agents">How many were simulated.</param>
/// <param name="Seconds">How long the mix lasted.</param>
/// <param name="Operations">What was done, in the order in which an agent does it; the first three at the start, as fast as possible.</param>
/// <param name="RegistryResidentBytes">The most resident memory that was seen of the registries, together, while the mix lasted; null if they do not say.</param>
/// <param name="Store">Where the registry kept its metadata: <c>sqlite</c> or <c>redis</c>; null of one that ran already.</param>
/// <param name="Mix">The mix.</param>
/// <param name="RatePerSecond">What was asked for; 0: as much as is answered.</param>
/// <param name="PerSecond">Operations of the mix that were answered, in all.</param>
/// <param name="Unsent">Operations that were due and for which there was no free connection until the end.</param>
/// <param name="Connections">How many there were.</param>
/// <param name="Replicas">How many registries.</param>
/// <param name="GeneratorSeconds">Processor time that the generator itself took while the mix lasted.</param>
internal sealed record LoadResult(
    int Agents,
    double Seconds,
    IReadOnlyList<LoadOperationResult> Operations,
    long? RegistryResidentBytes,
    string? Store,
    string Mix,
    double RatePerSecond,
    double PerSecond,
    long Unsent,
    int Connections,
    int Replicas,
    double GeneratorSeconds);

/// <summary>One operation. Latencies count from when it was due, and of what was answered as it should be; null if nothing was.</summary>
/// <param name="Name">Such as <c>publish</c>.</param>
/// <param name="PerSecond">How many were answered a second.</param>
/// <param name="P50Ms">The median.</param>
/// <param name="P95Ms">What 95% did not exceed.</param>
/// <param name="P99Ms">What 99% did not exceed.</param>
/// <param name="Errors">How many were refused, or not answered.</param>
/// <param name="Count">How many were answered.</param>
/// <param name="MaxMs">The longest.</param>
/// <param name="ErrorCodes">The errors by the registry's code, <c>http-500</c>, <c>timeout</c> or <c>connection</c>.</param>
internal sealed record LoadOperationResult(
    string Name,
    double PerSecond,
    double? P50Ms,
    double? P95Ms,
    double? P99Ms,
    long Errors,
    long Count,
    double? MaxMs,
    IReadOnlyDictionary<string, long> ErrorCodes);
