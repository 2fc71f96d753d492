using Cartel.Streams;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary>Tells of the rows that could not be used.</summary>
internal static class BadRowReport
{
    public static void Print(IAnsiConsole console, BadRows rows)
    {
        if (rows.Count == 0) return;

        console.WriteLine($"{rows.Count:N0} rows could not be used and were set aside (--strict stops at the first):");
        foreach (var row in rows.First) console.WriteLine($"  {row}");
        if (rows.Count > rows.First.Count) console.WriteLine($"  … and {rows.Count - rows.First.Count:N0} more");
    }
}
