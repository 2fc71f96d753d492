using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>What a request supposes of that which stands: <c>If-Match</c>, <c>If-None-Match</c>.</summary>
internal static class Preconditions
{
    /// <summary>Whether a request supposes anything.</summary>
    public static bool AreIn(HttpContext http) => http.Request.Headers.IfMatch.Count > 0 || http.Request.Headers.IfNoneMatch.Count > 0;

    /// <summary>Why a change must not be made; null if it may.</summary>
    /// <param name="http">The request.</param>
    /// <param name="standing">The tag of what stands in plain form; null where nothing does.</param>
    public static Refusal? Check(HttpContext http, string? standing)
    {
        var headers = http.Request.Headers;
        if (headers.IfMatch.Count > 0 && !ETags.Names(headers.IfMatch, standing))
        {
            return Refusals.PreconditionFailed.Because(standing is null
                ? "Nothing stands there that If-Match could name."
                : $"If-Match is {headers.IfMatch}, and {standing} stands: read it again and decide anew.");
        }

        return headers.IfNoneMatch.Count > 0 && ETags.Names(headers.IfNoneMatch, standing)
            ? Refusals.PreconditionFailed.Because($"If-None-Match is {headers.IfNoneMatch}, and {standing} stands already.")
            : null;
    }

    /// <summary>Why what stands must not be replaced by something else unseen; null if the request names it.</summary>
    public static Refusal? RequireMatch(HttpContext http, string standing) => http.Request.Headers.IfMatch.Count == 0
        ? Refusals.PreconditionRequired.Because($"Something else stands already: say with “If-Match: {standing}” that it is to be replaced.")
        : null;
}
