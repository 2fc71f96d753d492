using System.Net;

namespace Cartel.Simulation;

/// <summary>A request to the registry, as it arrives.</summary>
/// <param name="Device">Who asks.</param>
/// <param name="Method">Such as <c>PUT</c>.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Headers">Its own and those of its content.</param>
/// <param name="Body">Its content.</param>
internal sealed record RegistryRequest(
    int Device, string Method, string Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    private const string Parts = "/parts/";

    /// <summary>The part that it is about, or null.</summary>
    public string? Part => Path.LastIndexOf(Parts, StringComparison.Ordinal) is >= 0 and var at ? Path[(at + Parts.Length)..] : null;

    /// <summary>Whether it is about several parts.</summary>
    public bool IsBundle => Path.EndsWith("/parts", StringComparison.Ordinal);

    /// <summary>Whether it chooses parts and waits for them.</summary>
    public bool IsFetch => IsBundle && Path.Contains("/transfers/", StringComparison.Ordinal);

    /// <summary>Whether it asks for the requests that wait for an agent.</summary>
    public bool IsInbox => Path.EndsWith("/inbox", StringComparison.Ordinal);

    /// <summary>What its content is for.</summary>
    public MessageKind Kind => Part is not null || (IsBundle && !IsFetch) ? MessageKind.Parts
        : Path.EndsWith("/profile", StringComparison.Ordinal) || Path.EndsWith("/lease", StringComparison.Ordinal) || Path.Contains("/agents/", StringComparison.Ordinal) && !IsInbox
            ? MessageKind.Metadata
            : MessageKind.Protocol;

    /// <summary>For how long the answer may be held back.</summary>
    public TimeSpan Wait => Query.LastIndexOf(WaitName, StringComparison.Ordinal) is >= 0 and var at
        && int.TryParse(Query.AsSpan(at + WaitName.Length), out var seconds)
        ? TimeSpan.FromSeconds(seconds)
        : TimeSpan.Zero;

    private const string WaitName = "waitSeconds=";

    /// <summary>The same without a wait: whoever simulates the registry holds the answer back.</summary>
    public RegistryRequest AtOnce() => this with { Query = Query.Replace(WaitName, "waited=", StringComparison.Ordinal) };
}

/// <summary>The registry's answer.</summary>
/// <param name="Status">Whether it went well.</param>
/// <param name="ContentType">Of the body, or null.</param>
/// <param name="ContentEncoding">How the body is compressed, or null.</param>
/// <param name="Body">Its content, as it travels.</param>
/// <param name="ETag">Of the body, or null.</param>
/// <param name="HeadBytes">The length of its HTTP head.</param>
internal sealed record RegistryAnswer(HttpStatusCode Status, string? ContentType, string? ContentEncoding, string? ETag, byte[] Body, int HeadBytes)
{
    /// <summary>What its content is for.</summary>
    public MessageKind KindFor(RegistryRequest request) =>
        (request.IsFetch || request is { Part: not null, Method: "GET" }) && Status is HttpStatusCode.OK ? MessageKind.Parts : MessageKind.Protocol;
}
