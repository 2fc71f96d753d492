namespace Cartel.Collaboration;

/// <summary>The choices by name.</summary>
public static class NeighbourChoices
{
    /// <summary>The name of the default.</summary>
    public const string Default = "cartel";

    private static readonly Dictionary<string, Func<long, INeighbourChoice>> Makers = new(StringComparer.Ordinal)
    {
        [Default] = static _ => new KnowledgeChoice(Default, "divergence", static (_, _, divergence) => 1 - divergence.Bits, nearnessIsDivergence: true),
        ["random"] = static seed => new RandomChoice(seed),
        ["nearest-prior"] = static _ => new NearestPriorChoice(),
        ["sketch"] = static _ => new KnowledgeChoice("sketch", "sketch", SketchNearness.Of),
        ["learned"] = static _ => new KnowledgeChoice("learned", "relation", Relation.Nearness),
    };

    /// <summary>All names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Makers.Keys];

    /// <summary>A choice by its name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="seed">For the choice that draws.</param>
    /// <exception cref="ArgumentException">There is no such choice; the message names those there are.</exception>
    public static INeighbourChoice Create(string name, long seed = 0) => Makers.TryGetValue(name, out var make)
        ? make(seed)
        : throw new ArgumentException($"there is no neighbour choice “{name}”; there are {string.Join(", ", Names)}", nameof(name));
}
