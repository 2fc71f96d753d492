using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>How agents reach each other without the relay.</summary>
internal static class PeerRules
{
    /// <summary>What an agent's address for others must look like.</summary>
    public static Refusal? Check(PeerEndpoint peer)
    {
        if (peer.Url is not { Length: <= TaskRules.LongestText } || !Uri.TryCreate(peer.Url, UriKind.Absolute, out var url)
            || url.Scheme != Uri.UriSchemeHttps || url.UserInfo.Length > 0 || url.PathAndQuery != "/" || url.Fragment.Length > 0)
            return Refusals.InvalidRegistration.Because("peer.url is due to be an address such as https://192.0.2.7:7443, without user, path and query.");
        if (!PartRules.IsHash(peer.CertificateSha256))
            return Refusals.InvalidRegistration.Because("peer.certificateSha256 is due: 64 lower-case hexadecimal digits.");

        return PartTicket.ReadKey(peer.TicketKey) is null
            ? Refusals.InvalidRegistration.Because($"peer.ticketKey is due: {PartTicket.KeyBytes} bytes in base64url.")
            : null;
    }

    /// <summary>An offer with the way to its donor itself, where the donor lets others in.</summary>
    /// <param name="offer">Of a live donor.</param>
    /// <param name="peer">What the donor registered, or null.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="transfer">What it is an offer of. The same transfer gives the same ticket, so that an answer may be repeated.</param>
    public static DonorOffer Admit(DonorOffer offer, PeerEndpoint? peer, string ns, Transfer transfer) =>
        PartTicket.ReadKey(peer?.TicketKey) is not { } key
            ? offer
            : offer with
            {
                Peer = new PeerOffer(
                    peer!.Url, peer.CertificateSha256,
                    new PartTicket(transfer.Target, transfer.Id, transfer.CreatedAt + PartTicket.Lifetime).Issue(key, ns, transfer.Task, offer.Agent)),
            };
}
