using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>What the end of a transfer says of those who gave, and of the parts.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Kept: ½, and up to ½ more for the fall of the held-out error, all of it from 0.1 on.</item>
/// <item>Rolled back: 1 against.</item>
/// <item>Rejected: 0.1 against, since most often the target had merely no need of it, and up to 1 for a rise of the
/// held-out error, all of it from 0.1 on.</item>
/// </list>
/// <para>Several donors share it. Each part has its weight by its hash, and half of that the parts that it was merged from.</para>
/// </remarks>
internal static class Credits
{
    private const double FullGain = 0.1;
    private const double LeastBlame = 0.1;
    private const double ShareOfSources = 0.5;

    public static IReadOnlyList<Rating> Of(Transfer ended)
    {
        if (ended.Receipt is not { } receipt || WeightOf(ended.State, receipt) is not { } weight) return [];

        var given = receipt.Donors ?? (ended.Donor is { } donor ? [donor] : []);
        var offers = ended.Offers.Where(offer => given.Contains(offer.Agent)).ToList();
        var share = 1.0 / Math.Max(1, offers.Count);
        var (kept, refused) = (weight.Kept * share, weight.Refused * share);
        var ratings = new List<Rating>();
        foreach (var offer in offers)
        {
            var name = ZooNames.DonorOf(offer.Agent);
            ratings.Add(new Rating(Rated.Agent, name, kept, refused));
            ratings.Add(new Rating(Rated.Together, name, kept, refused));
            foreach (var part in offer.Parts.Where(part => WasMerged(part, ended, receipt)))
            {
                ratings.Add(new Rating(Rated.Part, part.Sha256, kept, refused));
                foreach (var source in part.DerivedFrom ?? [])
                    ratings.Add(new Rating(Rated.Part, source.Sha256, kept * ShareOfSources, refused * ShareOfSources));
            }
        }

        return ratings;
    }

    private static (double Kept, double Refused)? WeightOf(TransferState outcome, TransferReceipt receipt)
    {
        var gain = (receipt.ErrorBefore - receipt.ErrorAfter).GetValueOrDefault() / FullGain;
        return outcome switch
        {
            TransferState.Adopted => ((1 + Math.Clamp(gain, 0, 1)) / 2, 0),
            TransferState.RolledBack => (0, 1),
            TransferState.Rejected => (0, LeastBlame + (1 - LeastBlame) * Math.Clamp(-gain, 0, 1)),
            _ => null,
        };
    }

    // A target that merged nothing names no parts: then it was those for its needs that it tried.
    private static bool WasMerged(PartOffer part, Transfer ended, TransferReceipt receipt) => receipt.Parts.Count > 0
        ? receipt.Parts.Contains(part.Id)
        : part.Classes.Any(ended.Needs.Contains);
}
