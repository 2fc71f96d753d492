namespace Cartel.Streams;

/// <summary>A row that cannot be used, met by a strict reader; any other reader sets it aside in <see cref="BadRows"/>.</summary>
public sealed class BadRowException(BadRow row) : StreamFormatException(row.File, row.Line, row.Reason)
{
    /// <summary>The row.</summary>
    public BadRow Row { get; } = row;
}
