using System.Net;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Security;

/// <summary>What may change under an agent while it runs: its key, and its clock.</summary>
internal sealed class RunningAgentTests : SecureRegistryTest
{
    private const string Address = $"{Root}/tasks";

    [Test]
    public async Task A_key_that_was_rotated_without_overlap_is_taken_at_the_first_refusal()
    {
        var (old, next) = (await EnrolAsync("donor"), Keep(AgentCredential.Create("default", "donor")));
        var inUse = old;
        using var handler = new SigningHandler(() => inUse, Time, new HttpClientHandler());
        using var http = new HttpClient(handler) { BaseAddress = Registry.Address };
        await new RegistryClient(http).RotateKeyAsync("donor", new KeyRotation(next.PublicKey, OverlapSeconds: 0));
        Assert.That(await Refused.OfAsync(await http.GetAsync(Address)), Is.EqualTo((401, "key-revoked")), "the file is not written yet");

        inUse = next;

        Assert.That((await http.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_agent_that_enrols_while_it_runs_is_let_in_at_its_next_request()
    {
        AgentCredential? inUse = null;
        using var handler = new SigningHandler(() => inUse, Time, new HttpClientHandler());
        using var http = new HttpClient(handler) { BaseAddress = Registry.Address };
        Assert.That(await Refused.OfAsync(await http.GetAsync(Address)), Is.EqualTo((401, "unauthenticated")));

        inUse = await EnrolAsync("donor");

        Assert.That((await http.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(1.0)]
    [TestCase(-1.0)]
    [TestCase(365.0)]
    public async Task A_clock_that_jumps_while_the_agent_runs_does_not_lock_it_out(double days)
    {
        var clock = new ManualTime(Time.GetUtcNow());
        var http = Signing(await EnrolAsync("donor"), clock);
        Assert.That((await http.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        clock.Advance(TimeSpan.FromDays(days));
        Assert.That((await http.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK), "after the jump");

        Time.Advance(TimeSpan.FromHours(1));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.That((await http.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK), "an hour later");

        // Somebody sets it right again.
        clock.Advance(TimeSpan.FromDays(-days));
        Assert.That((await http.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK), "set right");
    }

    [TestCase(1.0)]
    [TestCase(-1.0)]
    public async Task An_agent_rotates_its_key_with_a_clock_that_is_off(double days)
    {
        var (old, next) = (await EnrolAsync("donor"), Keep(AgentCredential.Create("default", "donor")));
        var client = new RegistryClient(Signing(old, new ManualTime(Time.GetUtcNow().AddDays(days))));

        await client.RotateKeyAsync("donor", new KeyRotation(next.PublicKey));

        Assert.That((await client.IdentityAsync("donor")).Keys.Select(static key => key.KeyId), Is.EqualTo([old.KeyId, next.KeyId]));
    }
}
