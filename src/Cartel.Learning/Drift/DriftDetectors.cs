namespace Cartel.Learning;

/// <summary>Makes drift detectors by name, at their default settings: the one list of those that ship.</summary>
public static class DriftDetectors
{
    /// <summary>The names that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["adwin", "page-hinkley"];

    /// <summary>Makes a detector that has seen nothing.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <exception cref="ArgumentException">There is no detector of that name; the message lists those there are.</exception>
    public static IDriftDetector Create(string kind) => kind switch
    {
        "adwin" => new Adwin(),
        "page-hinkley" => new PageHinkley(),
        _ => throw new ArgumentException($"there is no detector “{kind}”; there are {string.Join(", ", Kinds)}", nameof(kind)),
    };
}
