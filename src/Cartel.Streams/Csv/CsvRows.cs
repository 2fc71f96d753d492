namespace Cartel.Streams;

/// <summary>The usable rows of a CSV file; the others are set aside, or stop a strict reader.</summary>
internal sealed class CsvRows(CsvReader reader, CsvLayout layout, BadRows badRows, bool strict) : IDisposable
{
    /// <exception cref="BadRowException">A bad row, when strict.</exception>
    /// <exception cref="StreamFormatException">The file vanished, changed or broke off.</exception>
    public bool TryRead(Span<float> values, out int label)
    {
        while (reader.Read())
        {
            label = -1;
            var reason = reader.Problem ?? layout.Parse(reader.Fields, values, out label);
            if (reason is null) return true;

            var bad = new BadRow(reader.Path, reader.Line, reason);
            if (strict) throw new BadRowException(bad);
            badRows.Add(bad);
        }

        label = -1;
        return false;
    }

    public void Dispose() => reader.Dispose();
}
