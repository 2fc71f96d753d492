namespace Cartel.Collaboration;

/// <summary>Which parts to fetch from whom.</summary>
/// <remarks>
/// The first donor that has a needed part gives it, with its parts of the target's other classes: rows that were learned
/// side by side fit each other best. Where it lacks some of the target's classes, the next donors that have them are asked
/// too, for those and for their own view of what is needed; three donors at most. The budget is spent on the needed
/// classes first, then on the others in the order given.
/// </remarks>
internal static class FetchPlan
{
    private const int MostDonors = 3;

    /// <param name="offers">What each donor has, best donor first.</param>
    /// <param name="needs">The classes asked for.</param>
    /// <param name="others">The target's other classes, those that it confuses with the needed ones first.</param>
    /// <param name="budget">The most bytes to fetch.</param>
    /// <param name="classesOf">The classes that a part knows.</param>
    /// <param name="bytesOf">A part's size.</param>
    /// <param name="opinions">Of how many donors each class is wanted where they have it: at least 1.</param>
    /// <returns>What to fetch; empty where nobody has a needed part within the budget.</returns>
    public static IReadOnlyList<DonorOffering<T>> Of<T>(
        IReadOnlyList<DonorOffering<T>> offers, IReadOnlyList<int> needs, IReadOnlyList<int> others, long budget, Func<T, IReadOnlyList<int>> classesOf, Func<T, long> bytesOf,
        int opinions = 1)
    {
        var plan = new List<(string Donor, List<T> Parts)>();
        var missing = new HashSet<int>([.. needs, .. others]);
        foreach (var offer in offers)
        {
            if (plan.Count == MostDonors || (missing.Count == 0 && plan.Count >= opinions)) break;
            if (plan.Count >= opinions && !offer.Parts.SelectMany(classesOf).Any(missing.Contains)) continue;

            var chosen = new List<T>();
            foreach (var part in needs.SelectMany(label => offer.Parts.Where(part => classesOf(part).Contains(label))).Distinct()) TryTake(part, chosen);
            if (chosen.Count == 0) continue;

            plan.Add((offer.Donor, chosen));
            missing.ExceptWith(offer.Parts.SelectMany(classesOf));
        }

        foreach (var label in others)
        {
            var had = 0;
            foreach (var (donor, chosen) in plan)
            {
                var parts = offers.First(offer => offer.Donor == donor).Parts.Where(part => classesOf(part).Contains(label)).ToList();
                foreach (var part in parts.Where(part => !chosen.Contains(part))) TryTake(part, chosen);
                if (parts.Count > 0 && ++had == opinions) break;
            }
        }

        return [.. plan.Select(static donor => new DonorOffering<T>(donor.Donor, donor.Parts))];

        void TryTake(T part, List<T> chosen)
        {
            if (bytesOf(part) > budget) return;

            budget -= bytesOf(part);
            chosen.Add(part);
        }
    }
}
