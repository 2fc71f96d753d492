using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Security;

/// <summary>Tokens made by hand, as an attacker would.</summary>
internal sealed class SignedRequestTests : SecureRegistryTest
{
    private const string Address = $"{Root}/tasks";

    private ECDsa _key = null!;
    private string _kid = "";

    private long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    [SetUp]
    public async Task Enrol()
    {
        var credential = await EnrolAsync("donor");
        _key = ECDsa.Create();
        _key.ImportFromPem(credential.ExportPem());
        _kid = credential.KeyId;
    }

    [TearDown]
    public void Forget() => _key.Dispose();

    [Test]
    public async Task A_token_made_by_the_book_is_good() => Assert.That(await SendAsync(Token(Header(), Claims())), Is.EqualTo("200"));

    [TestCase("none")]
    [TestCase("NONE")]
    [TestCase("HS256")]
    [TestCase("RS256")]
    [TestCase("ES384")]
    [TestCase("es256")]
    public async Task Any_other_algorithm_is_refused(string algorithm) =>
        Assert.That(await SendAsync(Token($$"""{"alg":"{{algorithm}}","kid":"{{_kid}}"}""", Claims())), Is.EqualTo("401 invalid-token"));

    [Test]
    public async Task A_token_without_a_signature_is_refused()
    {
        var token = Token("""{"alg":"none"}""", Claims());

        Assert.That(await SendAsync(token[..(token.LastIndexOf('.') + 1)]), Is.EqualTo("401 invalid-token"));
    }

    [Test]
    public async Task A_token_whose_secret_is_the_public_key_is_refused()
    {
        var signed = $"{Part($$"""{"alg":"HS256","kid":"{{_kid}}"}""")}.{Part(Claims())}";
        var mac = HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(signed));

        Assert.That(await SendAsync($"{signed}.{Base64Url.EncodeToString(mac)}"), Is.EqualTo("401 invalid-token"));
    }

    [Test]
    public async Task A_stolen_key_id_does_not_help()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.That(await SendAsync(Token(Header(), Claims(), own)), Is.EqualTo("401 invalid-token"));
    }

    [Test]
    public async Task A_key_speaks_for_its_own_agent_and_namespace_only()
    {
        await EnrolAsync("target");
        await EnrolAsync("donor", "other");

        Assert.That(await SendAsync(Token(Header(), Claims(subject: "default/target"))), Is.EqualTo("401 invalid-token"));
        Assert.That(await SendAsync(Token(Header(), Claims(subject: "other/donor"))), Is.EqualTo("401 invalid-token"));
        Assert.That(await SendAsync(Token(Header(), Claims()), "/api/v1/namespaces/other/tasks"), Is.EqualTo("403 forbidden"));
    }

    [TestCase("default/donor/target")]
    [TestCase("default/../other/donor")]
    [TestCase("default")]
    [TestCase("")]
    [TestCase("DEFAULT/donor")]
    [TestCase("default/donor ")]
    public async Task A_subject_that_is_none_is_refused(string subject) =>
        Assert.That(await SendAsync(Token(Header(), Claims(subject: subject))), Is.EqualTo("401 invalid-token"));

    [TestCase(0, 300, "200")]
    [TestCase(299, 599, "200", Description = "ahead, within the tolerance")]
    [TestCase(301, 601, "401 clock-skew", Description = "ahead")]
    [TestCase(-599, -299, "200", Description = "ended, within the tolerance")]
    [TestCase(-601, -300, "401 clock-skew", Description = "ended")]
    [TestCase(86_400, 86_700, "401 clock-skew")]
    [TestCase(-86_400, -86_100, "401 clock-skew")]
    [TestCase(0, 601, "401 invalid-token", Description = "good for too long")]
    [TestCase(10, 10, "401 invalid-token")]
    [TestCase(10, 5, "401 invalid-token")]
    public async Task Times_are_checked(int issued, int expires, string expected) =>
        Assert.That(await SendAsync(Token(Header(), Claims(issued: Now + issued, expires: Now + expires))), Is.EqualTo(expected));

    [TestCase("\"iat\":\"1\",\"exp\":2")]
    [TestCase("\"iat\":1e3,\"exp\":1e4")]
    [TestCase("\"iat\":-1,\"exp\":9223372036854775807")]
    [TestCase("\"iat\":null,\"exp\":null")]
    [TestCase("\"exp\":99999999999999")]
    public async Task Times_that_are_none_are_refused(string times) =>
        Assert.That(await SendAsync(Token(Header(), $$"""{"sub":"default/donor","aud":"cartel-registry",{{times}}}""")), Is.EqualTo("401 invalid-token"));

    [Test]
    public async Task Tricks_with_JSON_are_refused()
    {
        var claims = Claims();
        foreach (var (header, body) in ((string, string)[])
        [
            (Header(), claims.Replace("\"sub\"", "\"sub\":\"default/target\",\"sub\"", StringComparison.Ordinal)),
            (Header(), claims.Replace("\"sub\"", "\"Sub\"", StringComparison.Ordinal)),
            (Header(), claims.Replace("cartel-registry", "another", StringComparison.Ordinal)),
            (Header(), claims.Replace("\"cartel-registry\"", "[\"cartel-registry\"]", StringComparison.Ordinal)),
            (Header(), $"[{claims}]"),
            (Header(), claims + claims),
            (Header(), "null"),
            (Header(), new string('[', 400)),
            (Header().Replace("}", ",\"crit\":[\"x\"]}", StringComparison.Ordinal), claims),
            ("null", claims),
            ("{}", claims),
        ])
            Assert.That(await SendAsync(Token(header, body)), Is.EqualTo("401 invalid-token"), $"{header} {body}");
    }

    [Test]
    public async Task A_key_that_a_token_brings_along_is_not_believed()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = own.ExportParameters(false).Q;
        var jwk = new PublicJwk("EC", "P-256", Base64Url.EncodeToString(q.X!), Base64Url.EncodeToString(q.Y!));
        var kid = AgentCredential.ThumbprintOf(jwk);
        var header = $$$"""{"alg":"ES256","kid":"{{{kid}}}","jwk":{"kty":"EC","crv":"P-256","x":"{{{jwk.X}}}","y":"{{{jwk.Y}}}"}}""";

        Assert.That(await SendAsync(Token(header, Claims(), own)), Is.EqualTo("401 invalid-token"));
    }

    [Test]
    public async Task A_changed_token_is_refused_wherever_the_change_is()
    {
        var token = Token(Header(), Claims());
        for (var at = 0; at < token.Length; at += 7)
        {
            var changed = token.ToCharArray();
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            if (new string(changed) != token) Assert.That(await SendAsync(new string(changed)), Is.EqualTo("401 invalid-token"), $"at {at}");
        }
    }

    [Test]
    public async Task Another_form_of_the_same_signature_is_refused()
    {
        // DER instead of r and s; padded; with white space; cut short; too long.
        var signed = $"{Part(Header())}.{Part(Claims())}";
        var der = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var token = Token(Header(), Claims());
        foreach (var other in (string[])[$"{signed}.{Base64Url.EncodeToString(der)}", token + "==", token[..^1], token + "A", token + ".", "." + token, new string('A', 5_000)])
            Assert.That(await SendAsync(other), Is.EqualTo("401 invalid-token"), other);
    }

    [Test]
    public async Task A_zero_signature_is_refused() =>
        Assert.That(await SendAsync($"{Part(Header())}.{Part(Claims())}.{Base64Url.EncodeToString(new byte[64])}"), Is.EqualTo("401 invalid-token"));

    [Test]
    public async Task A_refusal_for_the_clock_names_the_registrys_time()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token(Header(), Claims(issued: Now + 86_400, expires: Now + 86_700))}");

        var problem = await (await Stranger.SendAsync(request)).Content.ReadAsStringAsync();

        Assert.That(problem, Does.Contain("\"serverTime\":\"2026-01-01T00:00:00+00:00\""));
    }

    [TestCase(0, 300, null)]
    [TestCase(200, 500, "200")]
    [TestCase(-400, -100, "-100")]
    public async Task A_clock_that_is_off_by_less_than_the_tolerance_is_told(int issued, int expires, string? told)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token(Header(), Claims(issued: Now + issued, expires: Now + expires))}");

        using var response = await Stranger.SendAsync(request);

        Assert.That(response.Headers.TryGetValues("Cartel-Clock-Skew-Seconds", out var values) ? values.Single() : null, Is.EqualTo(told));
    }

    [TestCase(-1.0)]
    [TestCase(1.0)]
    [TestCase(-400.0)]
    [TestCase(3650.0)]
    public async Task An_agent_whose_clock_is_off_by_days_corrects_itself(double days)
    {
        var credential = await EnrolAsync("target");
        var clock = new ManualTime(Time.GetUtcNow().AddDays(days));
        using var handler = new SigningHandler(credential, clock, new HttpClientHandler());
        using var http = new HttpClient(handler) { BaseAddress = Registry.Address };

        Assert.That((await http.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(handler.Skew, Is.EqualTo(TimeSpan.FromDays(-days)));

        Time.Advance(TimeSpan.FromHours(1));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.That((await http.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private string Header() => $$"""{"alg":"ES256","typ":"JWT","kid":"{{_kid}}"}""";

    private string Claims(string subject = "default/donor", long? issued = null, long? expires = null) =>
        $$"""{"sub":"{{subject}}","aud":"cartel-registry","iat":{{issued ?? Now}},"exp":{{expires ?? Now + 300}}}""";

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private string Token(string header, string claims, ECDsa? key = null)
    {
        var signed = $"{Part(header)}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString((key ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private async Task<string> SendAsync(string token, string address = Address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await Stranger.SendAsync(request);
        if (response.IsSuccessStatusCode) return $"{(int)response.StatusCode}";

        var (status, code) = await Refused.OfAsync(response);
        return $"{status} {code}";
    }
}
