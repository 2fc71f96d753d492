namespace Cartel.Learning;

/// <summary>A stream that may go on after it has had nothing to give: a file that grows, a pipe, a queue.</summary>
/// <remarks>
/// <see cref="ISampleSource.TryRead"/> never waits: false says that there is nothing now. What cannot be read (a file that vanished, a row
/// that makes no sense) is counted and passed over, not thrown. Belongs to one thread.
/// </remarks>
public interface ILiveSource : ISampleSource
{
    /// <summary>Where the next sample begins, in the source's own words, at most 4,096 characters: what a checkpoint stores beside the position.</summary>
    string Mark { get; }

    /// <summary>Whether nothing will ever come again.</summary>
    bool HasEnded { get; }

    /// <summary>What was lost on the way, by reason: truncated, rotated away …</summary>
    IReadOnlyDictionary<string, long> Gaps { get; }

    /// <summary>Goes to a mark that this source gave, in this process or in an earlier one.</summary>
    /// <remarks>What is gone since then is passed over and counted in <see cref="Gaps"/>; nothing is read twice.</remarks>
    /// <param name="mark">As <see cref="Mark"/> gave it; one that makes no sense begins where a new source would.</param>
    /// <param name="position">The position at that mark.</param>
    void Return(string mark, long position);

    /// <summary>Waits until there may be something to read.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    ValueTask WaitAsync(CancellationToken stop);

    /// <summary>Says that all before a mark is in a durable checkpoint: a queue may forget it.</summary>
    void Commit(string mark);
}
