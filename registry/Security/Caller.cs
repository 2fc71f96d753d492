using System.Security.Claims;
using Cartel.Protocol;
using Cartel.Registry.Hosting;

namespace Cartel.Registry.Security;

/// <summary>Who sends a request, as far as that was proved.</summary>
/// <param name="Name">For the audit log, such as <c>agent default/gateway-7</c>.</param>
/// <param name="Namespace">Where it may do something; null: everywhere.</param>
/// <param name="Role">What it may do, where it is a person or a script.</param>
/// <param name="Agent">Its name, where it is an agent.</param>
internal sealed record Caller(string Name, string? Namespace, Role? Role, string? Agent)
{
    /// <summary>Somebody who has shown nothing.</summary>
    public static readonly Caller Nobody = new("nobody", "", null, null);

    /// <summary>Anybody on this machine, where the registry runs without authentication.</summary>
    public static readonly Caller Local = new("local", null, Protocol.Role.Admin, null);

    public static Caller OfAgent(string ns, string agent) => new($"agent {ns}/{agent}", ns, null, agent);

    public static Caller OfToken(string id, string? ns, Role role) => new($"token {id}", ns, role, null);

    /// <summary>How far an agent's clock is ahead of the registry's, or behind it (below zero), where that is certain and tolerated.</summary>
    public TimeSpan ClockAhead { get; init; }

    /// <summary>The same in the framework's words.</summary>
    public ClaimsPrincipal User { get; } = new(new ClaimsIdentity([new Claim(ClaimTypes.Name, Name)], "cartel"));

    /// <summary>Who sends this request.</summary>
    public static Caller Of(HttpContext http) => http.Features.Get<Caller>()
        ?? (http.RequestServices.GetRequiredService<RegistryOptions>().Auth ? Nobody : Local);

    /// <summary>Whether it may act in the name of an agent of its namespace: the agent itself, and admins.</summary>
    public bool MayActAs(string agent) => Role is Protocol.Role.Admin || Agent == agent;

    /// <summary>Whether it may do something in a namespace at all.</summary>
    public bool IsOf(string? ns) => Namespace is null || Namespace == ns;
}
