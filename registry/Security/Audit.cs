using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary>Writes the audit log: each change by whoever, and each that was refused to somebody known. No body, no query, no token.</summary>
internal sealed class Audit(IIdentityStore store, TimeProvider time, ILogger<Audit> log)
{
    private const int LongestPath = 256;

    /// <summary>Adds what the path does not tell.</summary>
    public static void Tell(HttpContext http, string detail) => http.Features.Set(new Note(detail));

    /// <summary>Where a request came from.</summary>
    public static string From(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    /// <summary>Notes a request that was answered.</summary>
    public async Task NoteAsync(Access access, HttpContext http)
    {
        var caller = Caller.Of(http);
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || access.HasFlag(Access.Routine)) return;
        if (ReferenceEquals(caller, Caller.Nobody) && !access.HasFlag(Access.Anyone)) return;

        var path = http.Request.Path.ToString();
        var entry = new AuditEntry(
            0, time.GetUtcNow(), caller.Name, From(http), $"{http.Request.Method} {(path.Length > LongestPath ? path[..LongestPath] : path)}",
            http.Response.StatusCode, http.Features.Get<Note>()?.Detail);
        try
        {
            await store.AuditAsync(http.Request.RouteValues["ns"] as string ?? "", entry, CancellationToken.None);
        }
        catch (StoreUnavailableException cause)
        {
            // The change is made; whoever made it must not hear otherwise. The line in the log stands in for the entry.
            Log.AuditFailed(log, entry.Who, entry.From, entry.What, entry.Outcome, cause.Message);
        }
    }

    private sealed record Note(string Detail);
}
