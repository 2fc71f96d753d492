namespace Cartel.Collaboration;

/// <summary>How frequent each class is now, as far as a few samples tell.</summary>
internal static class ClassMix
{
    /// <summary>The last 60 samples, with a little of the window's for classes that were not among them.</summary>
    /// <returns>A weight per class, at least 0.</returns>
    public static double[] Recent(DriftMonitor monitor)
    {
        var window = monitor.Metrics.Window;
        var mix = new double[window.ClassCount];
        for (var k = 0; k < mix.Length; k++) mix[k] = monitor.RecentCount(k) + (5.0 * window.LabelCounts[k] / Math.Max(1, window.Count));
        return mix;
    }

    /// <summary>The same, but of new classes their share since they appeared: most of the 60 came before.</summary>
    /// <returns>A weight per class, at least 0.</returns>
    public static double[] Now(DriftMonitor monitor, HelpTrigger trigger, long samples)
    {
        var mix = Recent(monitor);
        if (!trigger.Novel) return mix;

        // One sample in as many as there are classes stands for what is not known of it yet.
        var known = mix.Count(static weight => weight > 0);
        foreach (var label in trigger.Needs)
        {
            var share = (double)monitor.Metrics.Overall.Support(label) / (known + samples - trigger.ChangedSince);
            mix[label] = 0;
            mix[label] = mix.Sum() * Math.Clamp(share / (1.02 - share), 0.02, 9);
        }

        return mix;
    }
}
