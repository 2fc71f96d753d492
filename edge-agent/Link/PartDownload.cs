using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Fetches a part from the relay and checks that it is what was promised.</summary>
internal static class PartDownload
{
    private static readonly TimeSpan DonorPatience = TimeSpan.FromSeconds(10);

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
