using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

/// <summary>What <c>--redis</c> takes.</summary>
internal sealed class RedisAddressTests
{
    [Test]
    public void An_address_names_nodes_and_settings()
    {
        var address = RedisAddress.Parse("one:6379, [::1]:6380 ,tls=true,tlsHost=redis.example,password=a=b");
        var options = address.ToOptions(1_000);

        Assert.That(options.EndPoints, Has.Count.EqualTo(2));
        Assert.That((options.Ssl, options.SslHost, options.Password, options.ConnectTimeout), Is.EqualTo((true, "redis.example", "a=b", 1_000)));
    }

    [Test]
    public void What_logs_show_has_no_password() => Assert.That(
        RedisAddress.Parse("password=secret,one:1,two:2").ToString(), Is.EqualTo("one:1,two:2"));

    [TestCase("nowhere", "HOST:PORT")]
    [TestCase(":6379", "HOST:PORT")]
    [TestCase("localhost:0", "HOST:PORT")]
    [TestCase("localhost:x", "HOST:PORT")]
    [TestCase("a:1,", "HOST:PORT")]
    [TestCase("password=secret", "HOST:PORT")]
    [TestCase("a:1,tls=perhaps", "tls=true|false")]
    [TestCase("a:1,database=3", "“database”")]
    [TestCase("a:1,serviceName=mymaster", "list the Redis nodes")]
    public void An_address_that_is_none_is_refused_with_a_sentence_that_helps(string address, string hint) => Assert.That(
        () => RedisAddress.Parse(address), Throws.ArgumentException.With.Message.Contains(hint).And.Message.Not.Contains("secret"));

    [Test]
    public void A_user_that_the_client_cannot_log_in_as_is_refused()
    {
        if (typeof(StackExchange.Redis.ConfigurationOptions).GetProperty("User") is not null) Assert.Ignore("This build's client can.");

        Assert.That(() => RedisAddress.Parse("a:1,user=cartel"), Throws.ArgumentException.With.Message.Contains("“user”"));
    }
}
