using Spectre.Console;

namespace Cartel.Cli;

/// <summary>The table of a load run, for people.</summary>
internal static class LoadReport
{
    public static void Print(IAnsiConsole console, LoadResult result)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var title in (string[])["operation", "a second", "p50 ms", "p95 ms", "p99 ms", "longest ms", "count", "errors"])
            table.AddColumn(new TableColumn(title) { Alignment = title == "operation" ? Justify.Left : Justify.Right });

        foreach (var one in result.Operations)
        {
            table.AddRow(
                one.Name, $"{one.PerSecond:N0}", Milliseconds(one.P50Ms), Milliseconds(one.P95Ms), Milliseconds(one.P99Ms), Milliseconds(one.MaxMs),
                $"{one.Count:N0}", one.Errors == 0 ? "0" : $"{one.Errors:N0}: " + string.Join(", ", one.ErrorCodes.Select(static code => $"{code.Key} {code.Value:N0}")));
        }

        console.Write(table);
        var resident = result.RegistryResidentBytes is { } bytes ? $"; registry: {bytes / 1e6:N0} MB resident at most" : "";
        console.WriteLine($"{result.Agents:N0} agents; {result.PerSecond:N0} operations a second over {result.Seconds:0.0} s ({result.Mix}){resident}");
        if (result.Unsent > 0)
            console.WriteLine($"{result.Unsent:N0} operations were due and found no free connection: the registry, or this machine, is at its limit.");
    }

    private static string Milliseconds(double? value) => value is { } known ? $"{known:0.00}" : "–";
}
