namespace Cartel.Streams;

/// <summary>The fields of one record, valid until its text changes.</summary>
/// <param name="text">The text that the tokenizer took apart, from the record's first byte on.</param>
/// <param name="tokenizer">Where the fields lie.</param>
/// <param name="fileName">The file's name in UTF-8.</param>
internal readonly ref struct CsvFields(ReadOnlySpan<byte> text, CsvTokenizer tokenizer, ReadOnlySpan<byte> fileName)
{
    private readonly ReadOnlySpan<byte> _text = text;

    public int Count => tokenizer.Count;

    /// <summary>The file's name in UTF-8, without folder and endings.</summary>
    public ReadOnlySpan<byte> FileName { get; } = fileName;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var field = tokenizer[index];
            var text = _text.Slice(field.Start, field.Length);
            return field.HasEscapes ? Unescape(text) : text;
        }
    }

    private static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        var plain = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            plain[length++] = text[i];
            if (text[i] == '"') i++;
        }

        return plain[..length];
    }
}
