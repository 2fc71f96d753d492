namespace Cartel.Learning.Tests;

/// <summary>What a kind of learner promises beyond what all do.</summary>
/// <param name="HasParts">Whether it has knowledge to lend; a baseline has none.</param>
/// <param name="SamplesToLearn">After how many samples of <see cref="Blobs"/> 95 % of all predictions so far are right; 0: never.</param>
/// <param name="Small">The kind with settings that make a model of few bytes, where the default's would take tests long.</param>
internal sealed record Promises(bool HasParts = true, int SamplesToLearn = 2000, string? Small = null)
{
    // The exceptions; whoever is not named here keeps the promises of the default.
    private static readonly Dictionary<string, Promises> Exceptions = new()
    {
        ["majority-class"] = new Promises(HasParts: false, SamplesToLearn: 0),
        ["network"] = new Promises(Small: "network?hidden=8"),
        ["previous-label"] = new Promises(HasParts: false, SamplesToLearn: 0),
    };

    /// <summary>All kinds by their full names.</summary>
    public static IEnumerable<string> Kinds => OnlineLearner.Kinds.Where(static kind => kind != "linear");

    /// <summary>The kinds that have parts.</summary>
    public static IEnumerable<string> Lenders => Kinds.Where(static kind => Of(kind).HasParts);

    public static Promises Of(string kind) => Exceptions.GetValueOrDefault(kind) ?? new Promises();
}
