using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Turns away what does not fit a model, before anything is tried with it.</summary>
internal static class PartCheck
{
    /// <summary>Sorts donors by whether their parts fit; one that sent none is left out.</summary>
    public static (IReadOnlyList<DonorParts> Fitting, IReadOnlyList<DonorRefusal> Refused) Sort(IReadOnlyList<DonorParts> donors, IOnlineLearner model)
    {
        var (fitting, refused) = (new List<DonorParts>(), new List<DonorRefusal>());
        foreach (var donor in donors.Where(static donor => donor.Parts.Count > 0))
        {
            if (WhyNot(donor, model) is { } reason) refused.Add(new DonorRefusal(donor.Donor, reason));
            else fitting.Add(donor);
        }

        return (fitting, refused);
    }

    private static string? WhyNot(DonorParts donor, IOnlineLearner model)
    {
        try
        {
            model.Clone().Merge(donor.Parts, MergeStyle.Replace, seed: 0);
            return null;
        }
        catch (ModelFormatException exception)
        {
            return exception.Message;
        }
    }
}
