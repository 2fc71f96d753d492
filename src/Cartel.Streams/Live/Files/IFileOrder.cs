namespace Cartel.Streams;

/// <summary>A file of a stream, where it was a moment ago.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Id">What the file system calls it: another file may have come to that path meanwhile.</param>
internal readonly record struct FileRef(string Path, FileId Id);

/// <summary>Which files make a stream, and in which order. All of it may throw what the file system throws.</summary>
internal interface IFileOrder
{
    /// <summary>Where a new reader begins; null: there is nothing yet.</summary>
    FileRef? First();

    /// <summary>Where the file of a place is now; null: nowhere.</summary>
    FileRef? Find(FilePlace place);

    /// <summary>With which file to go on where that of a place is gone; null: there is none yet.</summary>
    FileRef? AfterGone(FilePlace place);

    /// <summary>The file after one that was read to its end, once any later file has something to read; else null.</summary>
    FileRef? After(OpenFile file);

    /// <summary>Whether what a file ends with, without a line's end, is a row: nobody will go on writing there.</summary>
    bool EndsWithRow { get; }

    /// <summary>How many bytes of a file may be read.</summary>
    long Readable(string path);
}
