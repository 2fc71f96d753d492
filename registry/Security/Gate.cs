using Cartel.Protocol;
using Cartel.Registry.Api;
using Cartel.Registry.Broker;
using Cartel.Registry.Hosting;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary>Lets a request through to its route, or refuses it, by <see cref="AccessRules"/>; and notes changes in the audit log.</summary>
internal sealed class Gate(RequestDelegate next, Credentials credentials, IMetadataStore store, Audit audit, ILogger<Gate> log)
{
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext http)
    {
        // What is no route of ours is a file of the dashboard, or the framework's way to say 404, 405 and the like.
        if (http.GetEndpoint() is not RouteEndpoint route)
        {
            await next(http);
            return;
        }

        var access = AccessRules.Of(route, http.Request.Method);
        var refusal = await CheckAsync(access, http);
        if (refusal is null) await next(http);
        else await RefuseAsync(refusal, http);
        await audit.NoteAsync(access, http);
    }

    private async Task<Refusal?> CheckAsync(Access access, HttpContext http)
    {
        if (!(await credentials.IdentifyAsync(http, http.RequestAborted)).TryGet(out var caller, out var refusal))
            return access.HasFlag(Access.Anyone) ? null : refusal;

        http.Features.Set(caller);
        if (!ReferenceEquals(caller, Caller.Nobody)) http.User = caller.User;
        if (caller.ClockAhead.Duration() >= WorthTelling) http.Response.Headers["Cartel-Clock-Skew-Seconds"] = $"{Math.Round(caller.ClockAhead.TotalSeconds)}";
        if (access.HasFlag(Access.Anyone)) return null;
        if (ReferenceEquals(caller, Caller.Nobody))
            return access.HasFlag(Access.Stranger) ? null : Refusals.Unauthenticated.Because("Send Authorization: Bearer and a token, an agent's own or an API token.");

        return await MayAsync(caller, access, http) ? null : Refusals.Forbidden.Because($"“{caller.Name}” may not {http.Request.Method} {http.Request.Path}.");
    }

    private async Task<bool> MayAsync(Caller caller, Access access, HttpContext http)
    {
        var route = http.Request.RouteValues;
        if (access is Access.None || (route.TryGetValue("ns", out var ns) && !caller.IsOf(ns as string))) return false;
        if (access.HasFlag(Access.Everywhere) && caller.Namespace is not null) return false;
        if (caller.Agent is not { } agent) return IsEnough(caller.Role, access);

        if (access.HasFlag(Access.Target)) return await IsTargetAsync(agent, (string)route["ns"]!, (string)route["id"]!, http.RequestAborted);
        return access.HasFlag(Access.Agent) && (!route.TryGetValue("agent", out var named) || agent == named as string);
    }

    private static bool IsEnough(Role? role, Access access) => role switch
    {
        Role.Admin => true,
        Role.Operator => (access & (Access.Operator | Access.Reader)) != 0,
        Role.Reader => access.HasFlag(Access.Reader),
        _ => false,
    };

    // A transfer that is not there is nobody's: the route says so.
    private async Task<bool> IsTargetAsync(string agent, string ns, string id, CancellationToken cancellation) =>
        await TransferWrites.FindAsync(ns, id, store, cancellation) is not { } transfer || transfer.Target == agent;

    private async Task RefuseAsync(Refusal refusal, HttpContext http)
    {
        Log.Refused(log, refusal.Kind.Code, http.Request.Method, http.Request.Path, Audit.From(http));
        if (refusal.Kind.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"cartel\", Basic realm=\"cartel: an API token as password\", charset=\"UTF-8\"";
        await new ProblemAnswer(refusal).ExecuteAsync(http);
    }
}
