namespace Cartel.Streams;

/// <summary>The files of a spool, of which the last may be read as far as its batches are whole.</summary>
internal sealed class SpoolOrder(string folder, TimeProvider time, Gaps gaps, Func<(string Path, long Length)> last)
    : FolderOrder(folder, Spool.Pattern, time, gaps)
{
    public override long Readable(string path)
    {
        var (written, length) = last();
        return path == written ? length : long.MaxValue;
    }
}
