using Cartel.Collaboration;
using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>What a profile must look like.</summary>
internal static class ProfileRules
{
    public static Refusal? Check(AgentProfile profile, int classes) =>
        NotNegative(profile.Sequence, nameof(profile.Sequence))
        ?? NotNegative(profile.ModelVersion, nameof(profile.ModelVersion))
        ?? CheckCounts(profile.ClassCounts, nameof(profile.ClassCounts), classes)
        ?? CheckCounts(profile.Evidence, nameof(profile.Evidence), classes)
        ?? CheckRates(profile.Recall, nameof(profile.Recall), classes)
        ?? (profile.Precision is null ? null : CheckRates(profile.Precision, nameof(profile.Precision), classes))
        ?? PartRules.Check(profile.Parts, classes)
        ?? CheckSketch(profile.Sketch, classes);

    public static Refusal? CheckSketch(IReadOnlyList<byte[]?>? sketch, int classes)
    {
        if (sketch is null) return null;
        if (sketch.Count != classes) return WrongCount(sketch.Count, nameof(sketch), classes);

        for (var i = 0; i < sketch.Count; i++)
        {
            if (sketch[i] is { } one && !ClassSketch.IsValid(one))
                return Refusals.InvalidSketch.Because($"sketch[{i}] is not {ClassSketch.Bytes} bytes of finite halves, the last half of them at least 0.");
        }

        return null;
    }

    public static Refusal? CheckCounts(IReadOnlyList<long>? counts, string name, int classes)
    {
        if (counts is null || counts.Count != classes) return WrongCount(counts?.Count, name, classes);

        for (var i = 0; i < counts.Count; i++)
        {
            if (counts[i] < 0) return Refusals.NegativeCount.Because($"{Camel(name)}[{i}] is {counts[i]}; counts are at least 0.");
        }

        return null;
    }

    public static Refusal? CheckRates(IReadOnlyList<double?>? rates, string name, int classes)
    {
        if (rates is null || rates.Count != classes) return WrongCount(rates?.Count, name, classes);

        for (var i = 0; i < rates.Count; i++)
        {
            if (!Rates.IsRateOrNull(rates[i])) return Refusals.RateOutOfRange.Because($"{Camel(name)}[{i}] is {rates[i]}; 0 to 1 or null is due.");
        }

        return null;
    }

    /// <summary>That a window holds too few labels for what is said of it; null where it holds enough.</summary>
    public static IReadOnlyList<string>? TooFew(string agent, AgentProfile profile)
    {
        // In floating point, since counts of two classes may together exceed the longest integer.
        var count = profile.ClassCounts.Sum(static one => (double)one);
        return count < NeighbourFilter.LeastWindow
            ? [$"n below minimum: the window of “{agent}” holds {count} labels, and fewer than {NeighbourFilter.LeastWindow} do not tell a distribution."]
            : null;
    }

    /// <summary>What is odd but accepted.</summary>
    public static IReadOnlyList<string> Warnings(AgentProfile profile, IReadOnlyList<string> recalled)
    {
        var warnings = new List<string>();
        if (profile.ClassCounts.All(static count => count == 0)) warnings.Add("The window holds no labels: nobody can be compared with this agent.");
        if (profile.Parts.Count == 0) warnings.Add("No parts are on offer: this agent cannot help anybody.");
        if (recalled.Count > 0) warnings.Add($"{recalled.Count} recalled parts are among those on offer, or were merged into them: they are not offered to anybody.");
        return warnings;
    }

    private static Refusal? NotNegative(long value, string name) =>
        value < 0 ? Refusals.NegativeCount.Because($"{Camel(name)} is {value}; at least 0 is due.") : null;

    private static Refusal WrongCount(int? count, string name, int classes) =>
        Refusals.WrongClassCount.Because($"{Camel(name)} has {count ?? 0} entries; the task has {classes} classes.");

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
