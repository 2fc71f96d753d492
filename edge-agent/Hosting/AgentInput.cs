using Cartel.Learning;
using Cartel.Streams;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Where an agent's samples come from: a file read once, or its part in a workload.</summary>
internal sealed class AgentInput : IDisposable
{
    private readonly Func<long> _badRows;

    private AgentInput(ISampleSource source, IDataSet? data, Func<long> badRows) =>
        (Source, Data, Workload, _badRows) = (source, data, source as WorkloadSource, badRows);

    public ISampleSource Source { get; }

    /// <summary>The data set in memory; null where a file is streamed.</summary>
    public IDataSet? Data { get; }

    /// <summary>The source as a workload's; null where there is none.</summary>
    public WorkloadSource? Workload { get; }

    public long BadRows => _badRows();

    public static AgentInput Open(AgentSettings settings, FeatureSchema schema, ILogger log)
    {
        if (settings.Workload is null && IsCsv(settings.Data.Split('?')[0]))
        {
            var file = CsvSource.Open(settings.Data, settings.DataFolder, schema, settings.Strict);
            return new AgentInput(file, null, () => file.BadRows.Count);
        }

        var data = DataSets.Open(settings.Data, settings.DataFolder, settings.Strict);
        if (data.Schema.Hash != schema.Hash) throw new TaskFileException(settings.TaskFile, $"its schema is not that of the data {settings.Data}");
        if (data.BadRows.Count > 0) AgentLog.BadRows(log, data.BadRows.Count, data.BadRows.First[0].ToString());

        ISampleSource source = settings.Workload is null
            ? new DataSetSource(data)
            : Play(settings.Workload, settings.Name, data);
        return new AgentInput(source, data, () => data.BadRows.Count);
    }

    public void Dispose() => Source.Dispose();

    private static bool IsCsv(string name) =>
        name.StartsWith("csv:", StringComparison.Ordinal) || name.EndsWith(".csv", StringComparison.Ordinal) || name.EndsWith(".csv.gz", StringComparison.Ordinal);

    private static WorkloadSource Play(string path, string agent, IDataSet data)
    {
        try
        {
            return new WorkloadSource(data, Streams.Workload.FromJson(File.ReadAllText(path)), agent);
        }
        catch (Exception exception) when (exception is WorkloadException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new TaskFileException(path, exception.Message, exception);
        }
    }
}
