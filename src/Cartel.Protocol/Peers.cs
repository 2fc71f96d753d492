namespace Cartel.Protocol;

/// <summary>Where other agents fetch an agent's parts from, as it registers it.</summary>
/// <param name="Url">Its address over TLS, such as <c>https://192.0.2.7:7443</c>: no path, no user, at most 256 characters.</param>
/// <param name="CertificateSha256">The SHA-256 of the certificate that it shows there (DER), 64 lower-case hexadecimal digits: whoever fetches accepts no other.</param>
/// <param name="TicketKey">The key of its <see cref="PartTicket"/>s: 32 bytes in base64url. The registry shows it to nobody, so it is null in what it answers.</param>
public sealed record PeerEndpoint(string Url, string CertificateSha256, string? TicketKey = null);

/// <summary>How a target fetches a donor's parts from the donor itself; it answers <c>GET /parts/{sha256}</c> as the relay does.</summary>
/// <param name="Url">As in <see cref="PeerEndpoint"/>.</param>
/// <param name="CertificateSha256">As in <see cref="PeerEndpoint"/>.</param>
/// <param name="Ticket">A <see cref="PartTicket"/>, sent as <c>Authorization: Bearer</c>.</param>
public sealed record PeerOffer(string Url, string CertificateSha256, string Ticket);
