namespace Cartel.Learning.Tests;

/// <summary>What a definition says of all values since the last fresh start.</summary>
/// <param name="Signal">The signal at the last of them.</param>
/// <param name="StartsAfresh">Whether the next value is the first again.</param>
internal readonly record struct Verdict(DriftSignal Signal, bool StartsAfresh)
{
    public Verdict(bool drift, bool warning)
        : this(drift ? DriftSignal.Drift : warning ? DriftSignal.Warning : DriftSignal.None, drift)
    {
    }

    public static Verdict None { get; } = new(false, false);
}

/// <summary>Runs a detector beside its published definition, recomputed at every value from all values since the start.</summary>
internal static class Definition
{
    /// <summary>Asserts that both say the same of every value of a stream, and that it has enough signals to tell.</summary>
    public static void AssertSame(IDriftDetector detector, double[] stream, Func<IReadOnlyList<double>, Verdict> definition, int drifts)
    {
        var values = new List<double>();
        var found = 0;
        for (var i = 0; i < stream.Length; i++)
        {
            values.Add(stream[i]);
            var verdict = definition(values);
            Assert.That(detector.Observe(stream[i]), Is.EqualTo(verdict.Signal), $"at value {i}");
            if (verdict.Signal is DriftSignal.Drift) found++;
            if (verdict.StartsAfresh) values.Clear();
        }

        Assert.That(found, Is.GreaterThanOrEqualTo(drifts));
    }
}
