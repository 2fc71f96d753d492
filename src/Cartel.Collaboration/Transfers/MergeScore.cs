namespace Cartel.Collaboration;

/// <summary>A way of merging, tried on the recent samples as if it had been done before them.</summary>
/// <param name="Name">In words.</param>
/// <param name="Error">Its expected error there, in [0, 1].</param>
/// <param name="Passed">Whether it went on probation.</param>
public readonly record struct MergeScore(string Name, double Error, bool Passed);
