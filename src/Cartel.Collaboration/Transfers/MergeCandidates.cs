using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>The ways of merging that are worth trying; none wins everywhere, so each is scored.</summary>
internal static class MergeCandidates
{
    /// <param name="model">Makes copies of the model to merge into.</param>
    /// <param name="donors">What arrived and fits the model, best donor first.</param>
    /// <param name="needs">The classes asked for.</param>
    /// <param name="seed">Seeds the rehearsal.</param>
    /// <returns>Those that can be made: parts that fitted when they came may not fit the model of another time.</returns>
    public static IEnumerable<Expert> Of(Func<IOnlineLearner> model, IReadOnlyList<DonorParts> donors, IReadOnlyList<int> needs, int seed)
    {
        DonorParts[] needed = [.. donors
            .Select(donor => donor with { Parts = [.. donor.Parts.Where(part => part.Classes.Any(needs.Contains))] })
            .Where(static donor => donor.Parts.Count > 0)];
        var others = donors.Sum(static donor => donor.Parts.Count) > needed.Sum(static donor => donor.Parts.Count);

        return Tried().OfType<Expert>();

        IEnumerable<Expert?> Tried()
        {
            yield return Merged("parts, averaged", model(), donors, MergeStyle.Average);
            if (needed.Length > 0)
            {
                yield return Merged("part, rehearsed", model(), needed, MergeStyle.Rehearse);
                yield return Merged("part", model(), needed[..1], MergeStyle.Replace);
            }

            if (others) yield return Merged("parts", model(), donors, MergeStyle.Replace);
            foreach (var donor in donors) yield return Merged($"{donor.Donor} alone", model().Untrained(), [donor], MergeStyle.Replace);
        }

        // What several donors sent of one class is averaged, lest the last one's word be all that counts.
        Expert? Merged(string name, IOnlineLearner into, IReadOnlyList<DonorParts> chosen, MergeStyle style)
        {
            var met = new HashSet<int>();
            try
            {
                foreach (var donor in chosen)
                {
                    var repeated = donor.Parts.Where(part => part.Classes.Any(met.Contains)).ToList();
                    into.Merge([.. donor.Parts.Except(repeated)], style, seed);
                    into.Merge(repeated, MergeStyle.Average, seed);
                    met.UnionWith(donor.Parts.SelectMany(static part => part.Classes));
                }
            }
            catch (ModelFormatException)
            {
                return null;
            }

            return new Expert(name, into, [.. chosen.Select(static donor => donor.Donor)], [.. chosen.SelectMany(static donor => donor.Parts).Select(static part => part.Id).Distinct()]);
        }
    }
}
