using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>One way of merging what arrived, tried out on a copy of the model.</summary>
internal sealed record MergeCandidate(string Name, IOnlineLearner Model, IReadOnlyList<ModelPart> Parts);

/// <summary>The ways of merging that are worth trying; none wins everywhere, so each is scored.</summary>
internal static class MergeCandidates
{
    /// <param name="model">What runs now; unchanged.</param>
    /// <param name="parts">What arrived and was verified.</param>
    /// <param name="needs">The classes asked for; other parts are of classes that the model confuses with them.</param>
    /// <param name="seed">Seeds the rehearsal.</param>
    /// <exception cref="ModelFormatException">A part does not fit the model.</exception>
    public static IReadOnlyList<MergeCandidate> Of(
        IOnlineLearner model, IReadOnlyList<ModelPart> parts, IReadOnlyList<int> needs, int seed)
    {
        ModelPart[] needed = [.. parts.Where(part => part.Classes.Any(needs.Contains))];
        var candidates = new List<MergeCandidate>
        {
            Try("part", needed, MergeStyle.Replace),
            Try("part, rehearsed", needed, MergeStyle.Rehearse),
            Try("parts, averaged", parts, MergeStyle.Average),
        };
        if (parts.Count > needed.Length) candidates.Add(Try("parts", parts, MergeStyle.Replace));
        return candidates;

        MergeCandidate Try(string name, IReadOnlyList<ModelPart> chosen, MergeStyle style)
        {
            var copy = model.Clone();
            copy.Merge(chosen, style, seed);
            return new MergeCandidate(name, copy, chosen);
        }
    }
}
