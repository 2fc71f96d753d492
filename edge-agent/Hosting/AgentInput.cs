using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Agent;

/// <summary>Where an agent's samples come from: a file read once, or its part in a workload.</summary>
internal sealed class AgentInput : IDisposable
{
    private AgentInput(ISampleSource source, IDataSet? data, BadRows badRows) =>
        (Source, Data, Workload, BadRows) = (source, data, source as WorkloadSource, badRows);

    public ISampleSource Source { get; }

    /// <summary>Labels that come later, or null.</summary>
    public ILabelSource? Labels { get; private set; }

    /// <summary>The queue of labels that are posted; null where none can be.</summary>
    public LabelSpool? PostedLabels { get; private set; }

    /// <summary>The queue of what is posted; null where samples come from elsewhere.</summary>
    public Spool? Posted { get; private init; }

    /// <summary>The data set in memory; null where a file is streamed.</summary>
    public IDataSet? Data { get; }

    /// <summary>The source as a workload's; null where there is none.</summary>
    public WorkloadSource? Workload { get; }

    /// <summary>The rows that were set aside; of a streamed file, until now.</summary>
    public BadRows BadRows { get; }

    /// <summary>Opens what the settings name, for samples and for labels that come later.</summary>
    public static AgentInput Open(AgentSettings settings, FeatureSchema schema)
    {
        CheckStandardInput(settings);
        var input = OpenSamples(settings, schema);
        try
        {
            input.PostedLabels = PostedSamples.OpenLabels(settings, schema, TimeProvider.System);
            var read = settings.Labels is { } labels ? LiveSources.OpenLabels(labels, settings.DataFolder, schema, TimeProvider.System) : null;
            if (read is not null || input.PostedLabels is not null) input.Labels = new LaterLabels(read, input.PostedLabels);
            return input;
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static AgentInput OpenSamples(AgentSettings settings, FeatureSchema schema)
    {
        if (settings.Workload is null && PostedSamples.IsNamed(settings.Data))
        {
            var posted = PostedSamples.Open(settings, schema, TimeProvider.System);
            return new AgentInput(posted.Source, null, posted.Source.BadRows) { Posted = posted };
        }

        if (settings.Workload is null && IsCsv(settings.Data))
        {
            var file = CsvSource.Open(settings.Data, settings.DataFolder, schema, settings.Strict);
            return new AgentInput(file, null, file.BadRows);
        }

        if (settings.Workload is null && LiveSources.IsLive(settings.Data))
        {
            var live = LiveSources.Open(settings.Data, settings.DataFolder, schema, settings.Strict, TimeProvider.System);
            return new AgentInput(live, null, live.BadRows);
        }

        var data = DataSets.Open(settings.Data, settings.DataFolder, settings.Strict);
        if (data.Schema.Hash != schema.Hash) throw new TaskFileException(settings.TaskFile, $"its schema is not that of the data {settings.Data}");

        ISampleSource source = settings.Workload is null
            ? new DataSetSource(data)
            : Play(settings.Workload, settings.Name, data);
        return new AgentInput(source, data, data.BadRows);
    }

    public void Dispose()
    {
        Posted?.Dispose();
        Source.Dispose();
        (Labels ?? PostedLabels)?.Dispose();
    }

    private static void CheckStandardInput(AgentSettings settings)
    {
        string?[] pipes = [settings.Data, settings.Labels, settings.StopWithStdin ? "stdin:-" : null];
        if (pipes.Count(static name => name?.Split('?')[0].EndsWith(":-", StringComparison.Ordinal) is true) > 1)
            throw new DataSpecException(settings.Data, "standard input can be used for one thing only: samples, labels, or --stop-with-stdin");
    }

    private static bool IsCsv(string data) => data.Split('?')[0] is var name
        && (name.StartsWith("csv:", StringComparison.Ordinal) || name.EndsWith(".csv", StringComparison.Ordinal) || name.EndsWith(".csv.gz", StringComparison.Ordinal))
        && !LiveSources.IsLive(data);

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
