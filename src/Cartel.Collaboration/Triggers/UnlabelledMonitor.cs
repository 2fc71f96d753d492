using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Watches samples without labels: their predicted mix, and how far they lie from all that is known.</summary>
internal sealed class UnlabelledMonitor(int classes)
{
    // Shares differ by so much from one estimate to the next by chance.
    private const double LeastGrowth = 0.05;

    private readonly Confusions _confusions = new(classes);
    private readonly PredictedMix _mix = new(classes);
    private readonly Strangeness _strangeness = new();
    private long _labelled;
    private long _standsUntil;

    /// <summary>Takes a labelled sample.</summary>
    public void Observe(int label, int predicted)
    {
        _confusions.Add(label, predicted);
        if (++_labelled == _standsUntil) _mix.Settle();
    }

    /// <summary>Takes a sample without a label.</summary>
    /// <param name="features">Its features.</param>
    /// <param name="predicted">Its predicted class, or −1 for none.</param>
    /// <param name="window">What is known of the labelled ones.</param>
    /// <param name="windowLength">How many labelled samples refresh the window.</param>
    /// <param name="known">The recent labelled ones.</param>
    /// <returns>An alarm, or null.</returns>
    public UnlabelledAlarm? ObserveUnlabelled(ReadOnlySpan<float> features, int predicted, ClassTally window, int windowLength, SampleRing known)
    {
        var strange = _strangeness.Add(features, known);
        if (predicted >= 0 && _mix.Add(predicted, window.PredictionCounts))
        {
            _standsUntil = _labelled + windowLength;
            return new UnlabelledAlarm(UnlabelledAlarmKind.Shift, Grown(window));
        }

        return strange ? new UnlabelledAlarm(UnlabelledAlarmKind.Strange, []) : null;
    }

    /// <summary>The class counts by which neighbours are to be chosen: those of the labelled window, or, from a shift until the window
    /// is all of later samples, the estimate from samples without labels.</summary>
    public long[] Counts(ClassTally window)
    {
        if (_labelled >= _standsUntil || _confusions.Explain(_mix.Counts) is not { } shares) return [.. window.LabelCounts];

        var total = 0L;
        foreach (var count in _mix.Counts) total += count;
        return [.. shares.Select(share => (long)Math.Round(share * total))];
    }

    /// <summary>After the model was exchanged, what the former one predicted says nothing.</summary>
    public void Forget()
    {
        _confusions.Forget();
        _mix.Forget();
        _standsUntil = _labelled;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_labelled);
        writer.Write(_standsUntil);
        _confusions.Save(writer);
        _mix.Save(writer);
        _strangeness.Save(writer);
    }

    public void Restore(FeatureSchema schema, ref SpanReader reader)
    {
        (_labelled, _standsUntil) = (reader.Count(), reader.Count());
        _confusions.Restore(ref reader);
        _mix.Restore(ref reader);
        _strangeness.Restore(schema, ref reader);
    }

    private List<int> Grown(ClassTally window)
    {
        if (_confusions.Explain(_mix.Counts) is not { } shares) return [];

        var before = window.LabelCounts.ToArray();
        return [.. Enumerable.Range(0, classes)
            .Select(label => (Label: label, Growth: shares[label] - ((double)before[label] / Math.Max(1, window.Count))))
            .Where(static found => found.Growth > LeastGrowth)
            .OrderByDescending(static found => found.Growth)
            .Select(static found => found.Label)];
    }
}
