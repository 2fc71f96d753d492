using Cartel.Streams;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary>Loads the data that a command works on, and tells of the rows that could not be used.</summary>
internal static class DataReading
{
    /// <exception cref="OperationCanceledException">The wait was interrupted; reading ends with the program.</exception>
    public static async Task<IDataSet> OpenAsync(string spec, bool strict, CancellationToken stop)
    {
        var data = await Terminal.Errors.Status().StartAsync(
            $"Reading {Markup.Escape(spec)} …", _ => Task.Run(() => DataSets.Open(spec, DataOption.Folder, strict), stop).WaitAsync(stop));
        BadRowReport.Print(Terminal.Errors, data.BadRows);
        return data;
    }
}
