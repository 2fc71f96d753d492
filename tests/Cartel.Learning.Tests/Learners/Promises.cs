using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>What a kind of learner promises beyond what all do.</summary>
/// <param name="HasParts">Whether it has knowledge to lend; a baseline has none.</param>
/// <param name="SamplesToLearn">After how many samples of <see cref="Blobs"/> 95 % of all predictions so far are right; 0: never.</param>
/// <param name="Small">The kind with settings that make a model of few bytes, where the default's would take tests long.</param>
/// <param name="SamplesToGrow">After how many samples a model has all that a snapshot or part may hold, such as splits.</param>
internal sealed record Promises(bool HasParts = true, int SamplesToLearn = 2000, string? Small = null, int SamplesToGrow = 500)
{
    // The exceptions; whoever is not named here keeps the promises of the default.
    private static readonly Dictionary<string, Promises> Exceptions = new()
    {
        ["adaptive-random-forest"] = new Promises(Small: "adaptive-random-forest?trees=3", SamplesToGrow: 3000),
        ["hoeffding-adaptive-tree"] = new Promises(SamplesToGrow: 4000),
        ["hoeffding-tree"] = new Promises(SamplesToGrow: 4000),
        ["leveraging-bagging"] = new Promises(Small: "leveraging-bagging?trees=3", SamplesToGrow: 3000),
        ["majority-class"] = new Promises(HasParts: false, SamplesToLearn: 0),
        ["network"] = new Promises(Small: "network?hidden=8"),
        ["previous-label"] = new Promises(HasParts: false, SamplesToLearn: 0),
    };

    /// <summary>All kinds by their full names.</summary>
    public static IEnumerable<string> Kinds => OnlineLearner.Kinds.Where(static kind => kind != "linear");

    /// <summary>The kinds that have parts.</summary>
    public static IEnumerable<string> Lenders => Kinds.Where(static kind => Of(kind).HasParts);

    /// <summary>The kinds that look at the features.</summary>
    public static IEnumerable<string> Learners => Kinds.Where(static kind => Of(kind).SamplesToLearn > 0);

    public static Promises Of(string kind) => Exceptions.GetValueOrDefault(kind) ?? new Promises();
}
