using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cartel.Protocol;

/// <summary>Allows one target to fetch the parts of one donor from the donor itself, for a while. The registry issues it under a key that it shares with that donor alone.</summary>
/// <remarks><c>MAC.EXPIRES.TARGET.TRANSFER</c>: the MAC is HMAC-SHA256, in base64url, of the lines <c>cartel-ticket-1</c>, <c>NAMESPACE/TASK/DONOR</c>,
/// <c>EXPIRES</c> (seconds since 1970), <c>TARGET</c> and <c>TRANSFER</c>, each ended by a line feed.</remarks>
/// <param name="Target">For whom it was issued.</param>
/// <param name="Transfer">The id of the transfer.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record PartTicket(string Target, string Transfer, DateTimeOffset ExpiresAt)
{
    /// <summary>For how long a ticket is good: 5 min.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>The bytes of a key.</summary>
    public const int KeyBytes = 32;

    private const int MostCharacters = 512;
    private const long SecondsMost = 253_402_300_799;

    /// <summary>The ticket as it travels.</summary>
    /// <param name="key">The donor's key, <see cref="KeyBytes"/> long.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="task">The task.</param>
    /// <param name="donor">The donor.</param>
    public string Issue(ReadOnlySpan<byte> key, string ns, string task, string donor)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(key, ns, task, donor, mac);
        return string.Create(CultureInfo.InvariantCulture, $"{Base64Url.EncodeToString(mac)}.{ExpiresAt.ToUnixTimeSeconds()}.{Target}.{Transfer}");
    }

    /// <summary>Reads a ticket that was issued for a donor and is still good.</summary>
    /// <param name="text">What came; anything.</param>
    /// <param name="key">The donor's key.</param>
    /// <param name="ns">The donor's namespace.</param>
    /// <param name="task">Its task.</param>
    /// <param name="donor">Its name.</param>
    /// <param name="now">The registry's time, as well as it is known.</param>
    /// <returns>The ticket, or null: it is none, another donor's, changed, or too old.</returns>
    public static PartTicket? Check(string? text, ReadOnlySpan<byte> key, string ns, string task, string donor, DateTimeOffset now)
    {
        if (text is not { Length: <= MostCharacters } || text.Split('.', 4) is not [var mac, var expires, var target, var transfer]) return null;
        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > SecondsMost || !Names.IsValid(target)) return null;

        var ticket = new PartTicket(target, transfer, DateTimeOffset.FromUnixTimeSeconds(seconds));
        Span<byte> due = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        ticket.Sign(key, ns, task, donor, due);
        // One text for each value: no padding, no stray bits.
        if (!Base64Url.IsValid(mac, out var bytes) || bytes != given.Length || !Base64Url.TryDecodeFromChars(mac, given, out _) || Base64Url.EncodeToString(given) != mac) return null;

        return CryptographicOperations.FixedTimeEquals(due, given) && now < ticket.ExpiresAt ? ticket : null;
    }

    /// <summary>A key as it travels, in base64url; null: it is none.</summary>
    public static byte[]? ReadKey(string? text) =>
        text is { Length: 43 } && Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is { Length: KeyBytes } key ? key : null;

    private void Sign(ReadOnlySpan<byte> key, string ns, string task, string donor, Span<byte> mac)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"cartel-ticket-1\n{ns}/{task}/{donor}\n{ExpiresAt.ToUnixTimeSeconds()}\n{Target}\n{Transfer}\n");
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed), mac);
    }
}
