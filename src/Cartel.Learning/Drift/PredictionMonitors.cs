namespace Cartel.Learning;

/// <summary>Makes prediction monitors by name.</summary>
public static class PredictionMonitors
{
    private const string ClassRecall = "class-recall";

    /// <summary>The names that <see cref="Create"/> takes: <c>class-recall</c>, and each of <see cref="DriftDetectors.Kinds"/>, which
    /// then watches the error rate.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. DriftDetectors.Kinds, ClassRecall];

    /// <summary>Makes a monitor that has seen nothing.</summary>
    /// <param name="kind">A detector as <see cref="DriftDetectors.Create"/> takes it; or <c>class-recall</c>, alone for
    /// <see cref="DriftDetectors.Default"/> for each class, or with another after a colon: <c>class-recall:hddm-a?drift=0.0001</c>.</param>
    /// <param name="classes">How many classes there are; above 0.</param>
    /// <exception cref="ArgumentException">There is no monitor or detector of that name, or no such setting; the message lists those there are.</exception>
    public static IPredictionMonitor Create(string kind, int classes)
    {
        if (kind == ClassRecall) return new ClassRecallMonitor(classes);
        if (kind.StartsWith(ClassRecall + ":", StringComparison.Ordinal)) return new ClassRecallMonitor(classes, kind[(ClassRecall.Length + 1)..]);

        return new ErrorRateMonitor(DriftDetectors.Create(kind), classes);
    }
}
