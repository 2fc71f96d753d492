namespace Cartel.Streams;

/// <summary>How far a spool may be read.</summary>
/// <param name="Path">The file that is written to.</param>
/// <param name="Length">The bytes of its whole batches.</param>
/// <param name="OlderBytes">The bytes of the files before it.</param>
internal sealed record SpoolEnd(string Path, long Length, long OlderBytes);

/// <summary>The files of a spool, of which the last may be read as far as its batches are whole, and one that is just being made not yet.</summary>
internal sealed class SpoolOrder(string folder, TimeProvider time, Gaps gaps, Func<SpoolEnd> end) : FolderOrder(folder, SpoolStore.Pattern, time, gaps)
{
    public override long Readable(string path)
    {
        var now = end();
        return string.CompareOrdinal(path, now.Path) switch
        {
            0 => now.Length,
            < 0 => long.MaxValue,
            _ => 0,
        };
    }
}
