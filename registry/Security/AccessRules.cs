namespace Cartel.Registry.Security;

/// <summary>Who may use which route: all of authorisation in one table. A route that is not in it is refused to everybody.</summary>
internal static class AccessRules
{
    private const string Root = "/api/v1/namespaces/{ns}";
    private const string Everywhere = "/api/v1";

    private const Access Members = Access.Reader | Access.Agent;
    private const Access Parties = Access.Reader | Access.Target;
    private const Access Daily = Access.Agent | Access.Routine;

    private static readonly Dictionary<string, Access> Rules = new(StringComparer.Ordinal)
    {
        ["GET /healthz"] = Access.Anyone,
        ["GET /readyz"] = Access.Anyone,
        ["GET /openapi/{documentName}.json"] = Access.Anyone,
        ["GET /"] = Access.Anyone,
        // It names the tasks of all namespaces.
        ["GET /metrics"] = Access.Reader | Access.Everywhere,

        [$"GET {Root}/tasks"] = Members,
        [$"GET {Root}/tasks/{{task}}"] = Members,
        [$"PUT {Root}/tasks/{{task}}"] = Access.Operator,
        [$"DELETE {Root}/tasks/{{task}}"] = Access.Operator,

        [$"GET {Root}/tasks/{{task}}/agents"] = Access.Reader,
        [$"GET {Root}/tasks/{{task}}/agents/{{agent}}"] = Members,
        [$"PUT {Root}/tasks/{{task}}/agents/{{agent}}"] = Daily,
        [$"DELETE {Root}/tasks/{{task}}/agents/{{agent}}"] = Access.Agent | Access.Operator,
        [$"PUT {Root}/tasks/{{task}}/agents/{{agent}}/lease"] = Daily,
        [$"GET {Root}/tasks/{{task}}/agents/{{agent}}/profile"] = Members,
        [$"PUT {Root}/tasks/{{task}}/agents/{{agent}}/profile"] = Daily,
        [$"GET {Root}/tasks/{{task}}/agents/{{agent}}/neighbours"] = Members,
        [$"GET {Root}/tasks/{{task}}/agents/{{agent}}/history"] = Members,
        [$"GET {Root}/tasks/{{task}}/agents/{{agent}}/vitals"] = Members,
        [$"PUT {Root}/tasks/{{task}}/agents/{{agent}}/vitals"] = Daily,
        [$"GET {Root}/tasks/{{task}}/agents/{{agent}}/inbox"] = Daily,
        [$"POST {Root}/tasks/{{task}}/agents/{{agent}}/signals"] = Daily,
        [$"POST {Root}/tasks/{{task}}/agents/{{agent}}/recall"] = Access.Operator,
        [$"GET {Root}/tasks/{{task}}/clusters"] = Access.Reader,
        [$"GET {Root}/tasks/{{task}}/incidents"] = Access.Reader,
        [$"GET {Root}/tasks/{{task}}/summary"] = Access.Reader,
        [$"GET {Root}/tasks/{{task}}/signals"] = Access.Reader,
        [$"GET {Root}/tasks/{{task}}/divergences"] = Access.Reader,

        // Whose request it is, the body says: the handler looks.
        [$"POST {Root}/tasks/{{task}}/transfers"] = Daily,
        [$"GET {Root}/tasks/{{task}}/transfers"] = Access.Reader,
        [$"GET {Root}/transfers/{{id}}"] = Parties,
        [$"GET {Root}/transfers/{{id}}/timeline"] = Parties,
        [$"PUT {Root}/transfers/{{id}}/state"] = Access.Target | Access.Routine,
        [$"PUT {Root}/transfers/{{id}}/receipt"] = Access.Target | Access.Routine,
        [$"PUT {Root}/transfers/{{id}}/parts"] = Access.Target | Access.Routine,

        [$"GET {Root}/parts/{{sha256}}"] = Members,
        [$"HEAD {Root}/parts/{{sha256}}"] = Members,
        [$"PUT {Root}/parts/{{sha256}}"] = Daily,
        [$"PUT {Root}/parts"] = Daily,
        [$"POST {Root}/parts/{{sha256}}/recall"] = Access.Operator,

        [$"GET {Root}/tasks/{{task}}/zoo"] = Access.Reader,
        [$"GET {Root}/events"] = Access.Reader,

        [$"POST {Root}/enrollments"] = Access.Anyone,
        [$"GET {Root}/enrollment-tokens"] = Access.Operator,
        [$"POST {Root}/enrollment-tokens"] = Access.Operator,
        [$"DELETE {Root}/enrollment-tokens/{{token}}"] = Access.Operator,
        [$"GET {Root}/identities"] = Access.Operator,
        [$"GET {Root}/identities/{{agent}}"] = Access.Agent | Access.Operator,
        [$"DELETE {Root}/identities/{{agent}}"] = Access.Operator,
        [$"POST {Root}/identities/{{agent}}/keys"] = Access.Agent,
        [$"DELETE {Root}/identities/{{agent}}/keys/{{key}}"] = Access.Agent | Access.Operator,
        [$"GET {Everywhere}/api-tokens"] = Access.Admin,
        [$"POST {Everywhere}/api-tokens"] = Access.Admin,
        [$"DELETE {Everywhere}/api-tokens/{{token}}"] = Access.Admin,
        [$"GET {Everywhere}/audit"] = Access.Admin,
        // So that whoever is about to ask for a token learns that one is needed.
        [$"GET {Everywhere}/caller"] = Members | Access.Stranger,
        [$"GET {Everywhere}/system"] = Access.Reader,
    };

    /// <summary>Who may use an endpoint by a method; <see cref="Access.None"/> for one that nobody has thought about.</summary>
    public static Access Of(RouteEndpoint endpoint, string method) =>
        Rules.GetValueOrDefault($"{method} {endpoint.RoutePattern.RawText}", Access.None);
}
