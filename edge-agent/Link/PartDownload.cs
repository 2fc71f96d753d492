using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Fetches a part from the relay and checks that it is what was promised.</summary>
internal static class PartDownload
{
    private static readonly TimeSpan DonorPatience = TimeSpan.FromSeconds(10);

    /// <summary>Chooses a donor and fetches some of its parts at once.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged, or other parts'.</exception>
    public static async Task<IReadOnlyList<ModelPart>> FetchAsync(
        this RegistrySession session, Transfer transfer, string donor, IReadOnlyList<PartOffer> offers, CancellationToken stop)
    {
        var all = transfer.Offers.First(offer => offer.Agent == donor).Parts.Count == offers.Count;
        var choice = new PartChoice(donor, all ? null : [.. offers.Select(static offer => offer.Id)]);
        var bundle = await session.Client.FetchPartsAsync(transfer.Id, choice, PartBundle.LargestBytes, DonorPatience, stop);
        var parts = bundle.Select(static bytes => ModelPart.FromBytes(bytes)).ToDictionary(static part => part.Sha256);
        return [.. offers.Select(offer => parts.GetValueOrDefault(offer.Sha256)
            ?? throw new ModelFormatException($"the part {offer.Sha256} was promised and did not come"))];
    }

    /// <exception cref="ModelFormatException">The bytes are damaged, or another part's.</exception>
    public static async Task<ModelPart> FetchAsync(this RegistrySession session, PartOffer offer, CancellationToken stop)
    {
        var bytes = await session.Client.DownloadPartAsync(offer.Sha256, offer.SizeBytes, DonorPatience, stop);
        var part = ModelPart.FromBytes(bytes);
        return part.Sha256 == offer.Sha256
            ? part
            : throw new ModelFormatException($"the bytes have the hash {part.Sha256} where {offer.Sha256} was promised");
    }
}
