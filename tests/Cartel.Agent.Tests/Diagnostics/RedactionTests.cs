using Cartel.Hosting;

namespace Cartel.Agent.Tests.Diagnostics;

public sealed class RedactionTests
{
    private const string Secret = "s3cr3t-9f";

    [TestCase("redis: redis.example:6379,password=s3cr3t-9f,ssl=true")]
    [TestCase("https_proxy=http://joe:s3cr3t-9f@proxy.example:3128/")]
    [TestCase("http://joe:p@s3cr3t-9f@proxy.example:3128")]
    [TestCase("http://s3cr3t-9f@proxy.example")]
    [TestCase("Authorization: Bearer s3cr3t-9f")]
    [TestCase("authorization=Basic s3cr3t-9f==")]
    [TestCase("the registry was sent Bearer s3cr3t-9f, and refused it")]
    [TestCase("""{"token":"s3cr3t-9f","name":"a"}""")]
    [TestCase("""{"password":"two words s3cr3t-9f"}""")]
    [TestCase("""{"password":"a \" quote s3cr3t-9f"}""")]
    [TestCase("""{"message":"{\"client_secret\":\"two words s3cr3t-9f\"}"}""")]
    [TestCase("passphrase: 'two words s3cr3t-9f'")]
    [TestCase("Cookie: s3cr3t-9f")]
    [TestCase("?api_key=s3cr3t-9f&page=2")]
    [TestCase("cartel_enroll_s3cr3t-9f")]
    [TestCase("eyJhbGciOiJFUzI1NiJ9.s3cr3t-9f.s3cr3t-9f")]
    [TestCase("-----BEGIN EC PRIVATE KEY-----\ns3cr3t-9f\n-----END EC PRIVATE KEY-----")]
    [TestCase("-----BEGIN PRIVATE KEY-----\ns3cr3t-9f")]
    public void No_secret_is_left(string text) => Assert.That(Redaction.Of(text), Does.Not.Contain(Secret).And.Contain(Redaction.Mask));

    [TestCase("https://registry.example:5443/api/v1/namespaces/default/tasks?limit=1")]
    [TestCase("csv:/var/log/flows.csv?label=class&key=uid")]
    [TestCase("""{"tokens":5,"ca":"/etc/cartel/ca.pem","memory":256}""")]
    [TestCase("a basic mistake of the bearer of this")]
    public void What_is_no_secret_stays(string text) => Assert.That(Redaction.Of(text), Is.EqualTo(text));

    [Test]
    public void What_stands_beside_a_secret_stays()
    {
        Assert.That(Redaction.Of("redis.example:6379,password=s3cr3t-9f,ssl=true"), Does.StartWith("redis.example:6379,password=").And.EndsWith(",ssl=true"));
        Assert.That(Redaction.Of("""{"token":"s3cr3t-9f","name":"a"}"""), Is.EqualTo($$"""{"token":"{{Redaction.Mask}}","name":"a"}"""), "it is JSON still");
        Assert.That(Redaction.Of("http://joe:s3cr3t-9f@proxy.example:3128/x"), Is.EqualTo($"http://{Redaction.Mask}@proxy.example:3128/x"));
    }
}
