using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Fetches parts from the relay and checks that they are what was promised.</summary>
/// <remarks>A live donor promises a part of its model as it is when it is fetched: of what it offered, the id and the classes stay, and the
/// bytes move on with it. A past part is promised by its hash.</remarks>
internal static class PartDownload
{
    private static readonly TimeSpan DonorPatience = TimeSpan.FromSeconds(10);

    /// <summary>Chooses a donor and fetches some of its parts at once.</summary>
    /// <returns>The parts, in the order of the offers.</returns>
    /// <exception cref="ModelFormatException">The bytes are damaged, or other parts'.</exception>
    public static async Task<IReadOnlyList<ModelPart>> FetchAsync(
        this RegistrySession session, Transfer transfer, string donor, IReadOnlyList<PartOffer> offers, CancellationToken stop)
    {
        var offered = transfer.Offers.First(offer => offer.Agent == donor);
        var choice = new PartChoice(donor, offered.Parts.Count == offers.Count ? null : [.. offers.Select(static offer => offer.Id)]);
        var bundle = await session.Client.FetchPartsAsync(transfer.Id, choice, PartBundle.LargestBytes, DonorPatience, stop);
        var parts = bundle.Select(static bytes => ModelPart.FromBytes(bytes)).ToLookup(static part => part.Id);
        return [.. offers.Select(offer => Checked(parts[offer.Id].FirstOrDefault(), offer, offered.FromZoo))];
    }

    /// <summary>Fetches one part from the relay.</summary>
    /// <param name="session">The registry.</param>
    /// <param name="offer">What was offered.</param>
    /// <param name="fromZoo">Whether it is a past part.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ModelFormatException">The bytes are damaged, or another part's.</exception>
    public static Task<ModelPart> FetchAsync(this RegistrySession session, PartOffer offer, bool fromZoo, CancellationToken stop) =>
        session.Client.FetchAsync(offer, fromZoo, DonorPatience, stop);

    /// <summary>Fetches one part from whoever has it: the relay, or its donor.</summary>
    /// <param name="from">Who has it.</param>
    /// <param name="offer">What was offered.</param>
    /// <param name="fromZoo">Whether it is a past part.</param>
    /// <param name="wait">How long it may take until it is there.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ModelFormatException">The bytes are damaged, or another part's.</exception>
    public static async Task<ModelPart> FetchAsync(this RegistryClient from, PartOffer offer, bool fromZoo, TimeSpan wait, CancellationToken stop)
    {
        // What has been learned since may have made it longer.
        var most = (int)Math.Min(ModelPart.LargestBytes, fromZoo ? offer.SizeBytes : (2L * offer.SizeBytes) + 4096);
        var bytes = await from.DownloadPartAsync(offer.Sha256, most, wait, fromZoo ? null : Freshness.Lasts, stop);
        return Checked(ModelPart.FromBytes(bytes), offer, fromZoo);
    }

    private static ModelPart Checked(ModelPart? part, PartOffer offer, bool fromZoo)
    {
        if (part is null) throw new ModelFormatException($"the part {offer.Id} was promised and did not come");
        if (fromZoo && part.Sha256 != offer.Sha256) throw new ModelFormatException($"the bytes have the hash {part.Sha256} where {offer.Sha256} was promised");
        if (part.Id != offer.Id || !part.Classes.SequenceEqual(offer.Classes))
            throw new ModelFormatException($"the part is {part.Id} of {part.Classes.Count} classes where {offer.Id} of {offer.Classes.Count} was promised");
        return part;
    }
}
