namespace Cartel.Streams;

/// <summary>Looks through a batch before it is taken: every line has to be a sample, or a label.</summary>
internal sealed class SpoolBatch(RowColumns columns)
{
    private readonly JsonFormat _format = new(columns);
    private readonly float[] _values = new float[columns.Features.Count];

    /// <summary>The lines that can be used, each with a line's end; none if any line is not.</summary>
    /// <param name="text">The batch.</param>
    /// <param name="samples">How many samples there are.</param>
    /// <param name="faults">What is wrong with it.</param>
    public byte[] Take(ReadOnlySpan<byte> text, out int samples, out List<SpoolFault> faults)
    {
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        var taken = new MemoryStream(text.Length + 1);
        (samples, faults) = (0, []);
        for (var line = 1L; !text.IsEmpty && faults.Count < SpoolAnswer.MostFaults; line++)
        {
            var end = text.IndexOf((byte)'\n');
            var content = text[..(end < 0 ? text.Length : end)].Trim(" \t\r"u8);
            text = end < 0 ? [] : text[(end + 1)..];
            if (content.IsEmpty) continue;

            if (Fault(content) is { } reason) faults.Add(new SpoolFault(line, reason));
            taken.Write(content);
            taken.WriteByte((byte)'\n');
            samples++;
        }

        return faults.Count == 0 ? taken.ToArray() : [];
    }

    private string? Fault(ReadOnlySpan<byte> line)
    {
        if (line.Length >= RowFormat.LongestRow) return $"is longer than {RowFormat.LongestRow >> 20} MiB";
        return _format.ReadLine(line, _values) is RowKind.Row ? null : _format.Reason;
    }
}
