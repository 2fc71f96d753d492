using System.Net.Http.Headers;
using System.Net.Http.Json;
using Cartel.Protocol;
using Cartel.Registry.Security;
using Microsoft.AspNetCore.Routing;

namespace Cartel.Registry.Tests.Security;

/// <summary>Every route of the registry, asked by everybody. A new route fails here until it has a line.</summary>
internal sealed class AuthorisationMatrixTests : SecureRegistryTest
{
    /// <summary>Who gets through, by letter: S stranger, A agent that is meant, B another agent, C an agent of another namespace of the same
    /// name, r reader, o operator, a admin; e, x: an admin's token that was revoked, or has expired.</summary>
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["GET /healthz"] = "SABCroaex",
        ["GET /readyz"] = "SABCroaex",
        ["GET /openapi/{documentName}.json"] = "SABCroaex",
        ["GET /metrics"] = "",
        ["GET …/tasks"] = "ABroa",
        ["GET …/tasks/{task}"] = "ABroa",
        ["PUT …/tasks/{task}"] = "oa",
        ["DELETE …/tasks/{task}"] = "oa",
        ["GET …/tasks/{task}/agents"] = "roa",
        ["GET …/tasks/{task}/agents/{agent}"] = "Aroa",
        ["PUT …/tasks/{task}/agents/{agent}"] = "Aa",
        ["DELETE …/tasks/{task}/agents/{agent}"] = "Aoa",
        ["PUT …/tasks/{task}/agents/{agent}/lease"] = "Aa",
        ["GET …/tasks/{task}/agents/{agent}/profile"] = "Aroa",
        ["PUT …/tasks/{task}/agents/{agent}/profile"] = "Aa",
        ["GET …/tasks/{task}/agents/{agent}/neighbours"] = "Aroa",
        ["GET …/tasks/{task}/agents/{agent}/history"] = "Aroa",
        ["GET …/tasks/{task}/agents/{agent}/vitals"] = "Aroa",
        ["PUT …/tasks/{task}/agents/{agent}/vitals"] = "Aa",
        ["GET …/tasks/{task}/agents/{agent}/inbox"] = "Aa",
        ["POST …/tasks/{task}/agents/{agent}/signals"] = "Aa",
        ["POST …/tasks/{task}/agents/{agent}/recall"] = "oa",
        ["POST …/tasks/{task}/transfers"] = "Aa",
        ["GET …/tasks/{task}/transfers"] = "roa",
        ["GET …/transfers/{id}"] = "Aroa",
        ["PUT …/transfers/{id}/state"] = "Aa",
        ["PUT …/transfers/{id}/receipt"] = "Aa",
        ["PUT …/transfers/{id}/parts"] = "Aa",
        ["GET …/parts/{sha256}"] = "ABroa",
        ["HEAD …/parts/{sha256}"] = "ABroa",
        // The other agent, of all, offers this part.
        ["PUT …/parts/{sha256}"] = "Ba",
        ["PUT …/parts"] = "ABa",
        ["POST …/parts/{sha256}/recall"] = "oa",
        ["GET …/tasks/{task}/clusters"] = "roa",
        ["GET …/tasks/{task}/incidents"] = "roa",
        ["GET …/tasks/{task}/summary"] = "roa",
        ["GET …/tasks/{task}/signals"] = "roa",
        ["GET …/tasks/{task}/divergences"] = "roa",
        ["GET …/transfers/{id}/timeline"] = "Aroa",
        ["GET …/tasks/{task}/zoo"] = "roa",
        ["GET …/events"] = "roa",
        ["POST …/enrollments"] = "SABCroaex",
        ["GET …/enrollment-tokens"] = "oa",
        ["POST …/enrollment-tokens"] = "oa",
        ["DELETE …/enrollment-tokens/{token}"] = "oa",
        ["GET …/identities"] = "oa",
        ["GET …/identities/{agent}"] = "Aoa",
        ["DELETE …/identities/{agent}"] = "oa",
        ["POST …/identities/{agent}/keys"] = "Aa",
        ["DELETE …/identities/{agent}/keys/{key}"] = "Aoa",
        ["GET /api/v1/api-tokens"] = "a",
        ["POST /api/v1/api-tokens"] = "a",
        ["DELETE /api/v1/api-tokens/{token}"] = "a",
        ["GET /api/v1/audit"] = "a",
        ["GET /api/v1/caller"] = "SABCroa",
        ["GET /api/v1/system"] = "roa",
    };

    [Test]
    public void Every_route_has_a_rule_and_a_line_here()
    {
        Assert.That(Routes().Select(Name), Is.EquivalentTo(Expected.Keys));
        Assert.That(Routes().Where(static route => AccessRules.Of(route.Endpoint, route.Method) is Access.None).Select(Name), Is.Empty);
    }

    [Test]
    public async Task Everybody_may_do_what_the_matrix_says_and_nothing_else()
    {
        await Some.FleetAsync(AdminClient);
        var transfer = await AdminClient.RequestTransferAsync(Some.Task, Some.Request(), Some.Key());
        var people = await PeopleAsync();
        // What takes something away comes last, and an identity last of all.
        foreach (var route in Routes().OrderBy(static route => route.Method is "DELETE").ThenBy(static route => Name(route).EndsWith("/identities/{agent}", StringComparison.Ordinal)))
        {
            var address = AddressOf(route.Endpoint.RoutePattern.RawText!, transfer.Id);
            foreach (var (letter, http) in people)
            {
                using var request = new HttpRequestMessage(new HttpMethod(route.Method), address);
                // Refused by the route itself, once somebody gets there, so that nothing changes for those who follow. A transfer says in its body whose it is.
                if (route.Method is "PUT" or "POST") request.Content = BodyFor(route.Endpoint.RoutePattern.RawText!);

                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var passes = (int)response.StatusCode is not (401 or 403);

                Assert.That(passes, Is.EqualTo(Expected[Name(route)].Contains(letter)), $"{Name(route)} by {letter}: {(int)response.StatusCode}");
            }
        }
    }

    [TestCase(Role.Reader, null, 200)]
    [TestCase(Role.Admin, null, 200)]
    [TestCase(Role.Reader, "default", 403)]
    [TestCase(Role.Admin, "default", 403)]
    public async Task Metrics_which_name_every_namespace_are_for_tokens_of_all_of_them(Role role, string? ns, int expected)
    {
        using var response = await WithToken(await TokenAsync(role, ns)).GetAsync("/metrics");

        Assert.That((int)response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_stranger_hears_that_a_token_is_needed_and_a_bad_token_is_refused()
    {
        var caller = await Stranger.GetFromJsonAsync("/api/v1/caller", CartelJson.Default.CallerView);
        using var refused = await WithToken("cartel_api_wrong").GetAsync("/api/v1/caller");

        Assert.That(caller, Is.EqualTo(new CallerView("nobody", Auth: true, Namespace: "")));
        Assert.That((int)refused.StatusCode, Is.EqualTo(401));
    }

    private static HttpContent BodyFor(string pattern)
    {
        if (pattern.EndsWith("{ns}/parts", StringComparison.Ordinal)) return Bytes(PartBundle.MediaType);
        if (pattern.EndsWith("/{sha256}", StringComparison.Ordinal)) return Bytes("application/octet-stream");
        return Refused.Json(pattern.EndsWith("/transfers", StringComparison.Ordinal) ? "{\"target\":\"target\",\"needs\":[]}" : "!");

        static ByteArrayContent Bytes(string type) => new([1]) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
    }

    private async Task<List<(char Letter, HttpClient Http)>> PeopleAsync()
    {
        var revoked = await TokenAsync(Role.Admin, null);
        var expired = await TokenAsync(Role.Admin, null, expiresSeconds: 60);
        var people = new List<(char, HttpClient)>
        {
            ('S', Stranger),
            ('A', Signing(await EnrolAsync("target"))),
            ('B', Signing(await EnrolAsync("donor"))),
            ('C', Signing(await EnrolAsync("target", "other"))),
            ('r', WithToken(await TokenAsync(Role.Reader, "default"))),
            ('o', WithToken(await TokenAsync(Role.Operator, "default"))),
            ('a', WithToken(await TokenAsync(Role.Admin, "default"))),
            ('e', WithToken(revoked)),
            ('x', WithToken(expired)),
        };
        await Admin.DeleteAsync($"/api/v1/api-tokens/{Secrets.IdOf(Secrets.HashOf(revoked))}");
        Time.Advance(TimeSpan.FromSeconds(60));
        return people;
    }

    private static string AddressOf(string pattern, string transfer) => new Dictionary<string, string>
    {
        ["{ns}"] = "default",
        ["{task}"] = Some.Task,
        ["{agent}"] = "target",
        ["{id}"] = transfer,
        ["{sha256}"] = Some.Hash1,
        ["{token}"] = "none",
        ["{key}"] = "none",
        ["{documentName}"] = "v1",
    }.Aggregate(pattern, static (text, value) => text.Replace(value.Key, value.Value, StringComparison.Ordinal));

    private static string Name((RouteEndpoint Endpoint, string Method) route) =>
        $"{route.Method} {route.Endpoint.RoutePattern.RawText!.Replace("/api/v1/namespaces/{ns}", "…", StringComparison.Ordinal)}";

    private List<(RouteEndpoint Endpoint, string Method)> Routes() =>
    [
        // The front page is a route only where the dashboard is not built.
        .. Registry.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(static endpoint => endpoint.RoutePattern.RawText is not "/")
            .SelectMany(static endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => (endpoint, method))),
    ];
}
