using System.Net.Http.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Security;

internal sealed class AuditTests : SecureRegistryTest
{
    [Test]
    public async Task Each_change_says_who_what_from_where_and_how_it_ended()
    {
        await AdminClient.PutTaskAsync(Some.Manifest);
        var agent = Signing(await EnrolAsync("donor"));
        await agent.DeleteAsync($"{Root}/tasks/{Some.Task}");

        var entries = await ReadAsync(Admin);

        Assert.That(entries.Select(entry => $"{entry.What} {entry.Outcome}"), Is.EqualTo(new[]
        {
            $"DELETE {Root}/tasks/sea 403", $"POST {Root}/enrollments 201", $"POST {Root}/enrollment-tokens 201", $"PUT {Root}/tasks/sea 201",
        }));
        Assert.That(entries[0].Who, Is.EqualTo("agent default/donor"));
        Assert.That(entries[3].Who, Does.Match("^token [0-9a-f]{12}$"));
        Assert.That(entries[1].Detail, Does.StartWith("agent donor, enrolment token "));
        Assert.That(entries.Select(entry => (entry.From, entry.At)), Is.All.EqualTo(("127.0.0.1", Time.GetUtcNow())));
    }

    [Test]
    public async Task What_agents_do_all_day_is_not_in_it_and_neither_is_reading()
    {
        await Some.FleetAsync(AdminClient);
        var client = new RegistryClient(Signing(await EnrolAsync("donor")));
        var before = (await ReadAsync(Admin)).Count;

        await client.RegisterAsync(Some.Task, "donor", Some.Registration);
        await client.PutProfileAsync(Some.Task, "donor", Some.Profile(2));
        await client.RenewLeaseAsync(Some.Task, "donor", new AgentStatus(1));
        await AdminClient.TasksAsync();
        await Stranger.DeleteAsync($"{Root}/tasks/{Some.Task}");

        Assert.That(await ReadAsync(Admin), Has.Count.EqualTo(before));
    }

    [Test]
    public async Task An_admin_of_one_namespace_reads_of_that_one_and_makes_tokens_for_it_alone()
    {
        var own = WithToken(await TokenAsync(Role.Admin, "default"));
        await new RegistryClient(Admin, "other").CreateEnrollmentTokenAsync(new EnrollmentTokenOrder());
        await AdminClient.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder());
        await Admin.PostAsync("/api/v1/api-tokens", Refused.Json("{\"role\":\"reader\"}"));

        Assert.That((await ReadAsync(own)).Select(entry => entry.What), Is.EqualTo(new[] { $"POST {Root}/enrollment-tokens" }));
        Assert.That(await Refused.OfAsync(await own.PostAsync("/api/v1/api-tokens", Refused.Json("{\"role\":\"reader\"}"))), Is.EqualTo((403, "forbidden")));
        Assert.That((int)(await own.PostAsync("/api/v1/api-tokens", Refused.Json("{\"role\":\"reader\",\"namespace\":\"default\"}"))).StatusCode, Is.EqualTo(201));
        Assert.That((await own.GetFromJsonAsync("/api/v1/api-tokens", CartelJson.Default.PageApiTokenView))!.Items.Select(token => token.Namespace), Is.All.EqualTo("default"));
    }

    [Test]
    public async Task It_is_read_page_by_page()
    {
        for (var i = 0; i < 5; i++) await AdminClient.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder());

        var first = await PageAsync("?limit=2");
        var second = await PageAsync($"?limit=2&cursor={first.NextCursor}");
        var third = await PageAsync($"?limit=2&cursor={second.NextCursor}");

        Assert.That(first.Items.Concat(second.Items).Concat(third.Items).Select(entry => entry.Number), Is.EqualTo(new[] { 5, 4, 3, 2, 1 }));
        Assert.That(third.NextCursor, Is.Null);

        async Task<Page<AuditEntry>> PageAsync(string query) => (await Admin.GetFromJsonAsync($"/api/v1/audit{query}", CartelJson.Default.PageAuditEntry))!;
    }

    [TestCase("{\"expiresSeconds\":59}")]
    [TestCase("{\"expiresSeconds\":2592001}")]
    [TestCase("{\"uses\":0}")]
    [TestCase("{\"agent\":\"../x\"}")]
    [TestCase("{\"agent\":\"a*b\"}")]
    public async Task A_token_with_terms_out_of_bounds_is_not_made(string order)
    {
        var response = await Admin.PostAsync($"{Root}/enrollment-tokens", Refused.Json(order));

        Assert.That(await Refused.OfAsync(response), Is.EqualTo((400, "invalid-token-order")));
    }

    [Test]
    public async Task A_browser_may_read_with_the_token_as_password_but_not_write()
    {
        var pair = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"anybody:{await TokenAsync(Role.Admin, null)}"));
        using var read = new HttpRequestMessage(HttpMethod.Get, $"{Root}/tasks") { Headers = { { "Authorization", $"Basic {pair}" } } };
        using var write = new HttpRequestMessage(HttpMethod.Delete, $"{Root}/tasks/sea") { Headers = { { "Authorization", $"Basic {pair}" } } };

        Assert.That((int)(await Stranger.SendAsync(read)).StatusCode, Is.EqualTo(200));
        Assert.That(await Refused.OfAsync(await Stranger.SendAsync(write)), Is.EqualTo((401, "invalid-token")));
        Assert.That((await Stranger.GetAsync($"{Root}/tasks")).Headers.WwwAuthenticate.Select(scheme => scheme.Scheme), Is.EqualTo(new[] { "Bearer", "Basic" }));
    }

    private static async Task<IReadOnlyList<AuditEntry>> ReadAsync(HttpClient http) =>
        (await http.GetFromJsonAsync("/api/v1/audit", CartelJson.Default.PageAuditEntry))!.Items;
}
