using System.Globalization;

namespace Cartel.Streams;

/// <summary>The names that a file gets when it is rotated, from the oldest: <c>x.log.2</c>, <c>x.log.1</c>; <c>x.log-20261121</c>; <c>x.2026-11-21-10.log</c>; packed, too.</summary>
internal sealed class RotatedNames(string name)
{
    private const string Packed = ".gz";
    private const int LongestNumber = 4;
    private const int ShortestDate = 6;

    private readonly string _stem = Path.GetFileNameWithoutExtension(name);
    private readonly string _extension = Path.GetExtension(name);

    /// <summary>Those of some names that are the file's, the oldest first.</summary>
    public IEnumerable<string> Order(IEnumerable<string> names)
    {
        var all = names.Where(one => Mark(one) is not null).ToHashSet(StringComparer.Ordinal);

        // While a file is packed both are there: the plain one is whole.
        all.RemoveWhere(one => one.EndsWith(Packed, StringComparison.Ordinal) && all.Contains(one[..^Packed.Length]));
        return all.OrderBy(one => Number(Mark(one)!) is not null)
            .ThenByDescending(one => Number(Mark(one)!) ?? 0)
            .ThenBy(one => Mark(one), StringComparer.Ordinal);
    }

    // What a rotation added to the name; null where it is another file's.
    private string? Mark(string one)
    {
        if (one.EndsWith(Packed, StringComparison.Ordinal)) one = one[..^Packed.Length];
        var mark = Between(one, name, "") ?? Between(one, _stem, _extension);
        return mark is not null && (Number(mark) is not null || IsDate(mark)) ? mark : null;
    }

    private static string? Between(string one, string start, string end) =>
        one.Length > start.Length + 1 + end.Length && one.StartsWith(start, StringComparison.Ordinal) && one.EndsWith(end, StringComparison.Ordinal)
            && one[start.Length] is '.' or '-' or '_'
            ? one[(start.Length + 1)..^end.Length]
            : null;

    private static int? Number(string mark) =>
        mark.Length <= LongestNumber && int.TryParse(mark, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsDate(string mark) =>
        mark.Length >= ShortestDate && char.IsAsciiDigit(mark[0]) && mark.All(static c => char.IsAsciiDigit(c) || c is '-' or '_' or '.' or ':' or 'T' or 'Z');
}
