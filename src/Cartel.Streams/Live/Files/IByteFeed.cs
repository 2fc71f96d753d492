namespace Cartel.Streams;

/// <summary>What a read of a feed came to.</summary>
internal enum FeedRead
{
    /// <summary>There are more bytes.</summary>
    Bytes,

    /// <summary>There is nothing now.</summary>
    Nothing,

    /// <summary>A file is begun, or gone on with from a mark: what is left of the one before is of no use.</summary>
    Opened,

    /// <summary>Nothing more will come to this file; the next read opens another.</summary>
    FileEnded,

    /// <summary>Nothing will ever come again.</summary>
    Ended,
}

/// <summary>The bytes that rows are made of: of files, one after the other, or of a pipe.</summary>
internal interface IByteFeed : IDisposable
{
    /// <summary>What the bytes come from, for messages.</summary>
    string Name { get; }

    /// <summary>Whether what a file ends with, without a line's end, is a row.</summary>
    bool EndsWithRow { get; }

    /// <summary>Where the file that was opened last is to be gone on with; null: at its start.</summary>
    FilePlace? Resumed { get; }

    /// <summary>Reads on. Never waits for what is not there yet, and never throws for what it meets.</summary>
    FeedRead Read(Span<byte> buffer, out int count);

    /// <summary>Goes to another offset of the open file.</summary>
    void GoTo(long offset);

    /// <summary>A place in the open file as text; empty where there is none.</summary>
    /// <param name="offset">The byte at which the next row begins.</param>
    /// <param name="line">Its line.</param>
    /// <param name="before">The bytes before it, as many as are still known.</param>
    /// <param name="headerAt">Where the header in force begins; −1: not in this file.</param>
    /// <param name="header">That header where it is not in this file.</param>
    string MarkOf(long offset, long line, ReadOnlySpan<byte> before, long headerAt, string? header);

    /// <summary>Goes to a mark; to the start if it makes no sense.</summary>
    void Return(string mark);

    /// <summary>Waits until there may be something to read.</summary>
    ValueTask WaitAsync(CancellationToken stop);
}
