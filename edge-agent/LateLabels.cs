namespace Cartel.Agent;

/// <summary>Brings samples and labels together that come apart, in any order, by key.</summary>
/// <remarks>
/// A bounded number of each waits, on disk: what came since the last checkpoint is held here, and goes there with it, so that a label
/// is learned exactly once. Of two samples with one key the later counts. Belongs to the pipeline's thread.
/// </remarks>
/// <param name="checkpoint">Where they wait.</param>
/// <param name="window">How many samples, and how many labels, may wait: 0: none.</param>
internal sealed class LateLabels(ICheckpoint checkpoint, int window)
{
    /// <summary>The longest key, in characters.</summary>
    public const int LongestKey = 256;

    private readonly OrderedDictionary<string, float[]> _samples = [];
    private readonly OrderedDictionary<string, int> _labels = [];
    // Of those that are stored: no more than the window holds.
    private readonly HashSet<string> _gone = [];
    private (long Samples, long Labels) _stored = window > 0 ? checkpoint.Waiting() : default;

    /// <summary>How many samples, and how many labels, may wait.</summary>
    public int Window => window;

    /// <summary>Labels that found their sample.</summary>
    public long Matched { get; private set; }

    /// <summary>Samples whose label came too late or never, and labels whose sample did.</summary>
    public (long Samples, long Labels) Expired { get; private set; }

    /// <summary>Samples that wait for their label.</summary>
    public long Waiting => _stored.Samples + _samples.Count;

    /// <summary>Takes a sample without label.</summary>
    /// <returns>Its label, where that came first; null: it waits.</returns>
    public int? Take(string key, ReadOnlySpan<float> features)
    {
        if (window == 0 || key.Length > LongestKey) return null;
        if (TakeLabel(key) is { } label)
        {
            Matched++;
            return label;
        }

        Put(_samples, key, features.ToArray());
        if (_samples.Count > window) Expire(_samples, samples: 1, labels: 0);
        return null;
    }

    /// <summary>Takes a label.</summary>
    /// <returns>The encoded features of its sample, which is to be learned now; null: that has not come, or is gone.</returns>
    public float[]? Take(string key, int label)
    {
        if (window == 0 || key.Length > LongestKey) return null;
        if (TakeSample(key) is { } features)
        {
            Matched++;
            return features;
        }

        Put(_labels, key, label);
        if (_labels.Count > window) Expire(_labels, samples: 0, labels: 1);
        return null;
    }

    /// <summary>What has changed since the last checkpoint; valid until the next sample or label.</summary>
    public LateChanges Changes() => new(_samples, _labels, _gone);

    /// <summary>Says that the changes are stored.</summary>
    /// <param name="evicted">What had to go there.</param>
    public void Stored((long Samples, long Labels) evicted)
    {
        Expired = (Expired.Samples + evicted.Samples, Expired.Labels + evicted.Labels);
        _samples.Clear();
        _labels.Clear();
        _gone.Clear();
        _stored = window > 0 ? checkpoint.Waiting() : default;
    }

    private float[]? TakeSample(string key)
    {
        var stored = _stored.Samples == 0 || _gone.Contains(key) ? null : checkpoint.WaitingFeatures(key);
        if (stored is not null) _gone.Add(key);
        return _samples.Remove(key, out var fresh) ? fresh : stored;
    }

    private int? TakeLabel(string key)
    {
        int? stored = _stored.Labels == 0 || _gone.Contains(key) ? null : checkpoint.EarlyLabel(key);
        if (stored is not null) _gone.Add(key);
        return _labels.Remove(key, out var fresh) ? fresh : stored;
    }

    private static void Put<T>(OrderedDictionary<string, T> waiting, string key, T value)
    {
        waiting.Remove(key);
        waiting.Add(key, value);
    }

    private void Expire<T>(OrderedDictionary<string, T> waiting, int samples, int labels)
    {
        waiting.RemoveAt(0);
        Expired = (Expired.Samples + samples, Expired.Labels + labels);
    }
}
