using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Makes the triggers of drift by name.</summary>
public static class DriftTriggers
{
    /// <summary>The one to take unless there is a reason for another.</summary>
    public const string Default = "class-recall:hddm-a";

    private const string Overall = "overall";
    private const string ClassRecall = "class-recall";
    internal const string Paper = "paper";
    private const string Never = "never";

    /// <summary>The names that there are; <c>+</c> joins several.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Overall, ClassRecall, Paper, Never];

    /// <summary>Checks a name, as options do at their start.</summary>
    /// <param name="name">One of <see cref="Kinds"/>, or several with a <c>+</c> between them: <c>overall</c> and <c>class-recall</c>, alone or with a
    /// detector after a colon, as <see cref="DriftDetectors.Create"/> takes it (<c>class-recall:hddm-a?drift=0.0001</c>);
    /// <c>paper?limit=0.1&amp;window=5&amp;batch=100</c>; <c>never</c>.</param>
    /// <exception cref="ArgumentException">There is no such trigger or detector, or no such setting; the message lists those there are.</exception>
    public static void Check(string name) => Create(name, classes: 2);

    internal static IDriftTrigger Create(string name, int classes)
    {
        var names = name.Split('+');
        return names.Length == 1 ? CreateOne(name, classes) : new TriggerSet([.. names.Select(one => CreateOne(one, classes))]);
    }

    private static IDriftTrigger CreateOne(string name, int classes)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var (kind, detector) = colon < 0 ? (name, DriftDetectors.Default) : (name[..colon], name[(colon + 1)..]);
        if (kind == Overall) return new DetectorTrigger($"{kind}:{detector}", PredictionMonitors.Create(detector, classes));
        if (kind == ClassRecall) return new DetectorTrigger($"{kind}:{detector}", new ClassRecallMonitor(classes, detector));

        var settings = Settings.Parse(name);
        IDriftTrigger trigger = settings.Name switch
        {
            Paper => new PaperTrigger(
                settings.Number("limit", 0.1, 0, 0.999), settings.Number("window", 5, 1, 1000), settings.Number("batch", 100, 1, 1_000_000), classes),
            Never => new DetectorTrigger(Never, PredictionMonitors.Create("never", classes)),
            _ => throw new ArgumentException($"there is no trigger “{settings.Name}”; there are {string.Join(", ", Kinds)}", nameof(name)),
        };
        settings.Done();
        return trigger;
    }
}
