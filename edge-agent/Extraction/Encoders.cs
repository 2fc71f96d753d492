using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>What makes features of a task's columns, with the extractor where the task names one.</summary>
internal sealed class Encoders : IDisposable
{
    private readonly IFeatureExtractor? _extractor;
    private readonly IReadOnlyList<int> _inputs;

    /// <param name="taskFile">The file of the manifest.</param>
    /// <param name="manifest">The task.</param>
    /// <param name="device">Where an extractor is to run.</param>
    /// <param name="note">Hears why it runs elsewhere.</param>
    /// <exception cref="TaskFileException">The task's extractor cannot be used here.</exception>
    public Encoders(string taskFile, TaskManifest manifest, ExtractorDevice device, Action<string> note)
    {
        _inputs = manifest.Extractor?.InputsAmong(manifest.Schema.ToSchema()) ?? [];
        _extractor = manifest.Extractor is null ? null : Extractors.Load(taskFile, manifest, device, note);
    }

    /// <summary>The task's encoder.</summary>
    /// <param name="columns">What it begins with of the columns.</param>
    public ISampleEncoder Behind(OneHotEncoder columns) => _extractor is null ? columns : new ExtractingEncoder(columns, _inputs, _extractor);

    public void Dispose() => _extractor?.Dispose();
}
