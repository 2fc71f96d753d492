using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Reads a label: a class's name, or a number to be sorted into bins.</summary>
internal sealed class LabelText(CategoryTable classes, CsvOptions options, bool isNeeded)
{
    /// <summary>The classes seen so far, or all of them where they are given.</summary>
    public IReadOnlyList<string> Classes => classes.Names;

    /// <returns>What is wrong with the label; null if nothing is.</returns>
    public string? Read(ReadOnlySpan<byte> field, out int index)
    {
        index = Sample.Unlabelled;
        var text = CsvNumber.Trim(options.WithoutMissing(field));
        if (CsvNumber.IsMissing(text)) return isNeeded ? "has no label" : null;

        var name = text;
        if (options.Bins is { } bins && !bins.TryName(text, out name)) return $"has the label {CsvNumber.Quote(text)}, which is no number to sort into bins";

        index = classes.IndexOf(name);
        return index >= 0 ? null : $"has the unknown class {CsvNumber.Quote(name)}; the classes are {string.Join(", ", classes.Names)}";
    }
}
