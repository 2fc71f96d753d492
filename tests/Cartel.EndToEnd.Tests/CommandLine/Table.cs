namespace Cartel.EndToEnd.Tests;

/// <summary>Lines of a CSV file with a header, two numbers and a label of two.</summary>
internal static class Table
{
    public static IEnumerable<string> Rows(int count) => RowsWithBad(count);

    /// <summary>The same, where some lines, the header being line 1, hold one field only.</summary>
    public static IEnumerable<string> RowsWithBad(int count, params int[] badLines) =>
        ["size,time,label", .. Enumerable.Range(0, count).Select(row => badLines.Contains(row + 2) ? "broken" : Row(row))];

    private static string Row(int row) => $"{row * 7919 % 1000},{row * 104729 % 997},{(row % 2 == 0 ? "calm" : "storm")}";
}
