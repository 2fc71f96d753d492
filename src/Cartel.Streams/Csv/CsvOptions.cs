using System.IO.Enumeration;
using System.Text;

namespace Cartel.Streams;

/// <summary>How a CSV file is to be read.</summary>
/// <param name="Spec">The text that said so, for messages.</param>
/// <param name="Label">The column of the class.</param>
/// <param name="Nominal">Names or patterns of columns that are nominal whatever they look like.</param>
/// <param name="Drop">Names or patterns of columns to leave out.</param>
/// <param name="Delimiter">An ASCII character.</param>
/// <param name="Missing">Words that stand for a missing value, beside nothing at all and a question mark.</param>
/// <param name="Bins">Makes classes of a label that is a number; null where the label is a name.</param>
/// <param name="FileColumn">The column to add that holds each row's file; null for none.</param>
internal sealed record CsvOptions(
    string Spec, string Label, string[] Nominal, string[] Drop, byte Delimiter, byte[][] Missing, LabelBins? Bins, string? FileColumn)
{
    public const string DefaultLabel = "class";

    public static CsvOptions From(DataSpec spec)
    {
        var options = new SpecOptions(spec);
        var read = Take(spec, options);
        options.Done();
        return read;
    }

    /// <summary>Takes what concerns CSV from options that may have others.</summary>
    public static CsvOptions Take(DataSpec spec, SpecOptions options) => new(
        spec.Text,
        options.Text("label") ?? DefaultLabel,
        options.List("nominal"),
        options.List("drop"),
        ReadDelimiter(spec, options),
        [.. options.List("missing").Select(Encoding.UTF8.GetBytes)],
        options.List("bins") is { Length: > 0 } limits ? new LabelBins(spec.Text, limits) : null,
        options.Text("file"));

    public static bool Matches(string[] patterns, string column) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, column, ignoreCase: false));

    /// <summary>A field as it was read, or nothing where it holds a word for nothing.</summary>
    public ReadOnlySpan<byte> WithoutMissing(ReadOnlySpan<byte> field)
    {
        foreach (var word in Missing)
        {
            if (CsvNumber.Trim(field).SequenceEqual(word)) return [];
        }

        return field;
    }

    /// <summary>Checks that no pattern is idle: it would be a typing error.</summary>
    public void CheckPatterns(string option, string[] patterns, IReadOnlyList<string> columns)
    {
        var idle = patterns.FirstOrDefault(pattern => !columns.Any(column => Matches([pattern], column)));
        if (idle is not null) throw new DataSpecException(Spec, $"{option}={idle} fits no column; {CsvHeader.Listed(columns)}");
    }

    private static byte ReadDelimiter(DataSpec spec, SpecOptions options) => options.Text("delimiter") switch
    {
        null => (byte)',',
        "tab" => (byte)'\t',
        [var one] when char.IsAscii(one) && one is not ('"' or '\n' or '\r') => (byte)one,
        var other => throw new DataSpecException(spec.Text, $"delimiter={other} is neither one ASCII character nor the word tab"),
    };
}
