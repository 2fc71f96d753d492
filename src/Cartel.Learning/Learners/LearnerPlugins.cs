using System.Collections.Concurrent;

namespace Cartel.Learning;

/// <summary>The plug-ins whose learners <see cref="OnlineLearner"/> makes and restores beside its own. Thread-safe.</summary>
public static class LearnerPlugins
{
    private static readonly ConcurrentDictionary<string, ILearnerPlugin> Added = new(StringComparer.Ordinal);

    /// <summary>Adds a plug-in; of one name, the first stays.</summary>
    public static void Add(ILearnerPlugin plugin) => Added.TryAdd(plugin.Name, plugin);

    /// <summary>Whether the plug-in of that name was added.</summary>
    public static bool Has(string name) => Added.ContainsKey(name);

    /// <summary>The plug-in that a learner's name asks for: what stands before its colon; null: it is one of those that ship.</summary>
    /// <param name="learner">A learner's name, with settings or without.</param>
    public static string? NameIn(string learner)
    {
        var kind = KindIn(learner);
        var colon = kind.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : kind[..colon];
    }

    /// <summary>What stands before the settings of a learner.</summary>
    internal static string KindIn(string learner)
    {
        var query = learner.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? learner : learner[..query];
    }

    /// <summary>The kind of that full name; null: it is no plug-in's.</summary>
    /// <exception cref="ArgumentException">It is one of a plug-in that was not added, or that has no such learner.</exception>
    internal static LearnerKinds.LearnerKind? Find(string kind)
    {
        if (NameIn(kind) is not { } name) return null;
        if (!Added.TryGetValue(name, out var plugin))
            throw new ArgumentException($"the learner “{kind}” comes with a plug-in “{name}”, which this program has not loaded", nameof(kind));
        if (!plugin.Kinds.Contains(kind))
            throw new ArgumentException($"the plug-in {name} has no learner “{kind}”; it has {string.Join(", ", plugin.Kinds)}", nameof(kind));

        return new(kind, plugin.Create, (schema, ref reader) => plugin.Restore(kind, schema, ref reader));
    }
}
