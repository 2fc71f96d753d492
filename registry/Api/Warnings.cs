using System.Globalization;

namespace Cartel.Registry.Api;

/// <summary>What is odd about a request that is carried out all the same: <c>warnings</c> in its answer.</summary>
internal static class Warnings
{
    private static readonly object Key = new();
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(60);

    public static void Add(HttpContext http, string warning)
    {
        if (http.Items[Key] is not List<string> warnings) http.Items[Key] = warnings = [];
        warnings.Add(warning);
    }

    /// <summary>All warnings; null where there are none, so that the answer has no such member.</summary>
    /// <param name="http">The request.</param>
    /// <param name="now">The registry's clock, beside which the request's <c>Date</c> is held if it has one.</param>
    public static IReadOnlyList<string>? Of(HttpContext http, DateTimeOffset now)
    {
        if (Skew(http, now) is { } skew) Add(http, skew);
        return http.Items[Key] as List<string>;
    }

    private static string? Skew(HttpContext http, DateTimeOffset now)
    {
        if (http.Request.GetTypedHeaders().Date is not { } sent || (now - sent).Duration() <= MostSkew) return null;

        var seconds = Math.Round((now - sent).Duration().TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return $"clock skew {seconds} s: the request's Date is {(sent < now ? "behind" : "ahead of")} the registry's clock.";
    }
}
