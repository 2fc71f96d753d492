namespace Cartel.Learning;

/// <summary>Makes learners by name and restores them from snapshots: the one list of those that ship.</summary>
public static class OnlineLearner
{
    /// <summary>The names that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [];

    /// <summary>Makes an untrained learner.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="schema">The task's columns and classes.</param>
    /// <exception cref="ArgumentException">There is no learner of that name; the message lists those there are.</exception>
    public static IOnlineLearner Create(string kind, FeatureSchema schema) =>
        throw new ArgumentException($"there is no learner “{kind}”; there are {string.Join(", ", Kinds)}", nameof(kind));

    /// <summary>Restores a learner that <see cref="IOnlineLearner.Save"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The snapshot is damaged, of another version or of another schema.</exception>
    public static IOnlineLearner Restore(FeatureSchema schema, ReadOnlySpan<byte> snapshot) => throw new ModelFormatException("unknown");
}
