namespace Cartel.Simulation;

/// <summary>What a device tells of its stream.</summary>
/// <param name="Counts">How often each class occurred of late.</param>
/// <param name="Drifted">Whether the stream has changed since the last report.</param>
internal sealed record ClassReport(long[] Counts, bool Drifted)
{
    /// <summary>Its length on the wire: 4 bytes a class, and 1.</summary>
    public long Bytes => (Counts.Length * sizeof(int)) + 1;
}
