namespace Cartel.Streams;

/// <summary>A data file that cannot be read on: what it lacks or what is broken, with its name and, where known, the line.</summary>
public class StreamFormatException : Exception
{
    /// <summary>Describes the trouble.</summary>
    /// <param name="file">The file, as it was opened.</param>
    /// <param name="line">The line, the first being 1; null where the file as a whole is meant.</param>
    /// <param name="reason">What is wrong, without the file's name.</param>
    /// <param name="cause">What the system said, if anything.</param>
    public StreamFormatException(string file, long? line, string reason, Exception? cause = null)
        : base(line is null ? $"{file}: {reason}" : $"{file}, line {line}: {reason}", cause)
    {
        File = file;
        Line = line;
        Reason = reason;
    }

    /// <summary>The file, as it was opened.</summary>
    public string File { get; }

    /// <summary>The line, the first being 1; null where the file as a whole is meant.</summary>
    public long? Line { get; }

    /// <summary>What is wrong, without the file's name.</summary>
    public string Reason { get; }
}
