using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cartel.Hosting;

namespace Cartel.Agent;

/// <summary>A support archive: what helps who is to find out what ails an agent, and nothing that is nobody's business.</summary>
/// <remarks>It is made from what is written to be shown: status, configuration, findings, log. Of the state folder it has names and sizes, never a
/// file: no model, no key, no sample. All text goes through <see cref="Redaction"/>, and messages that may quote a row of the data
/// are left out.</remarks>
internal sealed partial class Bundle : IDisposable
{
    private const int MostLogLines = 2_000;

    // What it says of bad rows quotes them.
    private const int BadRowsEvent = 110;

    // So may what ended it, where the first bad row does: of that line all but the quotations stays.
    private const int FatalEvent = 109;

    private readonly ZipArchive _archive;
    private readonly DateTimeOffset _now;

    /// <param name="file">Where it goes.</param>
    /// <param name="now">The time.</param>
    public Bundle(Stream file, DateTimeOffset now) => (_archive, _now) = (new ZipArchive(file, ZipArchiveMode.Create), now);

    /// <summary>Adds what the program and the device are.</summary>
    public void AddVersions() => Add("versions.txt", string.Create(CultureInfo.InvariantCulture, $"""
        cartel-agent {AgentVersion.Text}
        runtime {RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}
        system {RuntimeInformation.OSDescription}
        processors {Environment.ProcessorCount}
        memory {Figures.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} available
        time {_now:O}

        """));

    /// <summary>Adds what the agent and the system say.</summary>
    public void AddStatus(StatusReport report)
    {
        Add("status.json", JsonSerializer.Serialize(report, AgentJson.Default.StatusReport) + "\n");
        Add("status.txt", StatusCommand.Describe(report) + "\n");
    }

    /// <summary>Adds what it runs with.</summary>
    public void AddConfiguration(IEnumerable<Setting> effective) => Add("configuration.yaml", EffectiveConfiguration.Write(effective));

    /// <summary>Adds what a check found.</summary>
    public void AddFindings(IEnumerable<Finding> findings)
    {
        // What is wrong with the data quotes it.
        Finding[] shown = [.. findings.Select(static one => one is { Check: "data", Verdict: not Verdict.Ok } ? one with { Message = "(left out: it may quote the data)" } : one)];
        Add("check.json", JsonSerializer.Serialize(shown, AgentJson.Default.FindingArray) + "\n");
    }

    /// <summary>Adds what lies in the state folder, by name and size, and the last lines of the log.</summary>
    public void AddState(string folder)
    {
        var files = StateFolder.Files(folder).OrderBy(static file => file.FullName, StringComparer.Ordinal)
            .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Length,14} {file.LastWriteTimeUtc:yyyy-MM-dd HH:mm:ss}Z {Path.GetRelativePath(folder, file.FullName)}\n"));
        Add("state.txt", string.Concat(files));
        var log = Path.Combine(folder, AgentLogs.FileName);
        Add("log.jsonl", string.Concat(Lines(RollingFile.Former(log)).Concat(Lines(log)).TakeLast(MostLogLines).Select(static line => line + "\n")));
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private void Add(string name, string text)
    {
        var entry = _archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = _now;
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes(Redaction.Of(text)));
    }

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Harmless).OfType<string>()];
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Null: it is left out.
    private static string? Harmless(string line)
    {
        try
        {
            using var entry = JsonDocument.Parse(line);
            return !entry.RootElement.TryGetProperty("event", out var number) ? null : number.GetInt32() switch
            {
                BadRowsEvent => null,
                FatalEvent => Quotation().Replace(line, $"“{Redaction.Mask}”"),
                _ => line,
            };
        }
        catch (Exception torn) when (torn is JsonException or InvalidOperationException or FormatException)
        {
            // A line that a crash tore apart says nothing that can be trusted to be harmless.
            return null;
        }
    }

    [GeneratedRegex("“[^”]*(”|$)")]
    private static partial Regex Quotation();
}
