using System.Net;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Security;

internal sealed class EnrolmentTests : SecureRegistryTest
{
    [Test]
    public async Task An_agent_enrols_registers_publishes_and_is_nobody_else()
    {
        await AdminClient.PutTaskAsync(Some.Manifest);
        var client = new RegistryClient(Signing(await EnrolAsync("donor")));

        await client.RegisterAsync(Some.Task, "donor", Some.Registration);
        await client.PutProfileAsync(Some.Task, "donor", Some.Profile());

        Assert.That(await Refused.CodeOfAsync(() => client.RegisterAsync(Some.Task, "other", Some.Registration)), Is.EqualTo("forbidden"));
        Assert.That((await AdminClient.AgentsAsync(Some.Task)).Select(agent => agent.Name), Is.EqualTo(new[] { "donor" }));
    }

    [Test]
    public async Task A_token_admits_one_agent_once_and_the_same_one_again()
    {
        var token = (await AdminClient.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder())).Token!;
        using var first = AgentCredential.Create("default", "first");
        using var second = AgentCredential.Create("default", "second");
        var stranger = new RegistryClient(Stranger);

        var receipt = await stranger.EnrollAsync(new EnrollmentRequest(token, "first", first.PublicKey));
        var again = await stranger.EnrollAsync(new EnrollmentRequest(token, "first", first.PublicKey));

        Assert.That(receipt.KeyId, Is.EqualTo(first.KeyId));
        Assert.That(again, Is.EqualTo(receipt));
        Assert.That(await EnrolAsync(token, "second", second), Is.EqualTo("enrollment-refused"));
        Assert.That(await EnrolAsync(token, "first", second), Is.EqualTo("identity-exists"));
    }

    [Test]
    public async Task A_token_that_has_expired_was_revoked_or_is_for_other_names_admits_nobody()
    {
        using var key = AgentCredential.Create("default", "gateway-7");
        var expired = await AdminClient.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder(ExpiresSeconds: 60));
        var revoked = await AdminClient.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder());
        var others = await AdminClient.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder(Agent: "valve-*"));
        var good = await AdminClient.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder(Agent: "gateway-*"));
        Time.Advance(TimeSpan.FromSeconds(60));
        Assert.That((await Admin.DeleteAsync($"{Root}/enrollment-tokens/{revoked.Id}")).StatusCode, Is.EqualTo(HttpStatusCode.NoContent));

        foreach (var token in (string[])[expired.Token!, revoked.Token!, others.Token!, "cartel_enroll_guessed", ""])
            Assert.That(await EnrolAsync(token, "gateway-7", key), Is.EqualTo("enrollment-refused"));
        Assert.That(await EnrolAsync(good.Token!, "gateway-7", key), Is.Empty);
    }

    [Test]
    public async Task An_identity_that_was_revoked_is_refused_at_once_and_its_key_never_enrols_again()
    {
        var lost = await EnrolAsync("donor");
        var http = Signing(lost);
        Assert.That((await http.GetAsync($"{Root}/tasks")).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        await AdminClient.RevokeIdentityAsync("donor");

        Assert.That(await Refused.OfAsync(await http.GetAsync($"{Root}/tasks")), Is.EqualTo((401, "key-revoked")));
        var token = (await AdminClient.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder())).Token!;
        Assert.That(await EnrolAsync(token, "donor", lost), Is.EqualTo("enrollment-refused"));
        using var fresh = AgentCredential.Create("default", "donor");
        Assert.That(await EnrolAsync(token, "donor", fresh), Is.Empty);
        Assert.That((await Signing(fresh).GetAsync($"{Root}/tasks")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task After_a_rotation_the_old_key_is_good_for_the_overlap_only()
    {
        var old = await EnrolAsync("donor");
        using var next = AgentCredential.Create("default", "donor");
        var signing = new RegistryClient(Signing(old));

        await signing.RotateKeyAsync("donor", new KeyRotation(next.PublicKey, OverlapSeconds: 60));
        await signing.RotateKeyAsync("donor", new KeyRotation(next.PublicKey, OverlapSeconds: 60));

        Assert.That((await signing.IdentityAsync("donor")).Keys.Select(key => key.KeyId), Is.EqualTo(new[] { old.KeyId, next.KeyId }));
        Time.Advance(TimeSpan.FromSeconds(60));
        Assert.That(await Refused.CodeOfAsync(() => signing.IdentityAsync("donor")), Is.EqualTo("key-revoked"));
        Assert.That((await new RegistryClient(Signing(next)).IdentityAsync("donor")).Keys, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task One_key_of_two_is_revoked_alone()
    {
        var old = await EnrolAsync("donor");
        using var next = AgentCredential.Create("default", "donor");
        var client = new RegistryClient(Signing(next));
        await new RegistryClient(Signing(old)).RotateKeyAsync("donor", new KeyRotation(next.PublicKey));

        await client.RevokeKeyAsync("donor", old.KeyId);

        Assert.That(await Refused.OfAsync(await Signing(old).GetAsync($"{Root}/identities/donor")), Is.EqualTo((401, "key-revoked")));
        Assert.That((await client.IdentityAsync("donor")).Keys[0].RevokedAt, Is.EqualTo(Time.GetUtcNow()));
    }

    [TestCase("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", Description = "not on the curve")]
    [TestCase("{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}")]
    [TestCase("{\"kty\":\"RSA\"}")]
    [TestCase("{}")]
    public async Task A_key_that_is_none_is_refused(string jwk)
    {
        var token = (await AdminClient.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder())).Token!;

        var response = await Stranger.PostAsync($"{Root}/enrollments", Refused.Json($$"""{"token":"{{token}}","agent":"a","publicKey":{{jwk}}}"""));

        Assert.That(await Refused.OfAsync(response), Is.EqualTo((400, "invalid-key")));
    }

    private async Task<string> EnrolAsync(string token, string agent, AgentCredential key)
    {
        try
        {
            await new RegistryClient(Stranger).EnrollAsync(new EnrollmentRequest(token, agent, key.PublicKey));
            return "";
        }
        catch (RegistryException refusal)
        {
            return refusal.Problem.Code;
        }
    }
}
