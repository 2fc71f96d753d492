using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>The classes that the agents of one neighbourhood see, those that may be introduced first in line.</summary>
/// <param name="Classes">All of them.</param>
/// <param name="Introducible">All but the most frequent one.</param>
internal sealed record ClassGroup(IReadOnlyList<string> Classes, IReadOnlyList<string> Introducible);

/// <summary>Chooses classes that have enough rows and deals them to neighbourhoods.</summary>
internal static class ClassGroups
{
    /// <summary>The most classes of one neighbourhood.</summary>
    public const int MostInOneGroup = 6;

    private const int FewestRows = 60;
    private const int FewestForTwoGroups = 8;
    private const int MostInTwoGroups = 10;
    private const int FewestAgentsForTwoGroups = 4;

    /// <summary>One neighbourhood of up to six classes; from eight classes and four agents on, two that share two or three.</summary>
    /// <remarks>One neighbourhood too where a certain class is to arrive.</remarks>
    /// <exception cref="WorkloadException">Fewer than <paramref name="least"/> classes have enough rows.</exception>
    public static IReadOnlyList<ClassGroup> Choose(IDataSet data, int agents, int least, string? arriving, SeededRandom random)
    {
        var usable = Usable(data, least);
        if (arriving is not null)
        {
            if (!usable.Contains(arriving)) throw Drafts.Lacks(data, arriving, usable);

            return [Group([], [.. usable.Where(name => name != arriving).Take(MostInOneGroup - 1), arriving], random)];
        }

        return usable.Count >= FewestForTwoGroups && agents >= FewestAgentsForTwoGroups
            ? InTwo([.. usable.Take(MostInTwoGroups)], random)
            : [Group([], [.. usable.Take(MostInOneGroup)], random)];
    }

    /// <summary>The classes with enough rows, the most frequent first.</summary>
    /// <exception cref="WorkloadException">There are fewer than <paramref name="least"/>.</exception>
    public static IReadOnlyList<string> Usable(IDataSet data, int least)
    {
        var usable = MostFrequentFirst(data);
        if (usable.Count >= least) return usable;

        throw new WorkloadException(
            "data",
            $"needs {least} classes with at least {FewestRows} rows each, and {data.Name} has {usable.Count}"
            + (usable.Count > 0 ? $" ({string.Join(", ", usable)})" : "")
            + (usable.Count == 2 ? "; a fluctuation works with two" : ""));
    }

    private static List<string> MostFrequentFirst(IDataSet data)
    {
        var counts = new int[data.Schema.Classes.Count];
        for (var row = 0; row < data.Count; row++) counts[data.Label(row)]++;
        return [.. Enumerable.Range(0, counts.Length)
            .Where(label => counts[label] >= FewestRows)
            .OrderByDescending(label => counts[label])
            .ThenBy(static label => label)
            .Select(label => data.Schema.Classes[label])];
    }

    // The most frequent two or three are common to both; the others go left and right by turns.
    private static ClassGroup[] InTwo(string[] classes, SeededRandom random)
    {
        var shared = classes[..(2 + classes.Length % 2)];
        var rest = classes[shared.Length..];
        return
        [
            Group(shared, [.. rest.Where(static (_, i) => i % 2 == 0)], random),
            Group(shared, [.. rest.Where(static (_, i) => i % 2 == 1)], random),
        ];
    }

    // A shared class first: both neighbourhoods then know it, and only divergence tells which donor is the closer one.
    private static ClassGroup Group(string[] shared, string[] own, SeededRandom random)
    {
        var all = (string[])[.. shared, .. own];
        var (first, second) = shared.Length > 0 ? (shared[1..], own) : (own[1..], []);
        random.Shuffle<string>(first);
        second = [.. second];
        random.Shuffle<string>(second);
        return new ClassGroup(all, [.. first, .. second]);
    }
}
