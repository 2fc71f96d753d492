namespace Cartel.Registry.Api;

/// <summary>The header <c>Prefer</c> (RFC 7240), of which <c>return=minimal</c> is honoured.</summary>
internal static class Preferences
{
    private const string Minimal = "return=minimal";

    /// <summary>Whether a client has no use for the answer's body. That it was heard is seen by the 204, which has none.</summary>
    public static bool Spares(HttpContext http)
    {
        return http.Request.Headers["Prefer"].SelectMany(static line => (line ?? "").Split(','))
            .Any(static one => one.Trim().Equals(Minimal, StringComparison.OrdinalIgnoreCase));
    }
}
