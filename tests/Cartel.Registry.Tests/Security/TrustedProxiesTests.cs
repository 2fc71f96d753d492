using System.CommandLine;
using System.Net;
using Cartel.Registry.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Cartel.Registry.Tests.Security;

internal sealed class TrustedProxiesTests
{
    private readonly Option<IPNetwork[]> _option = TrustedProxies.CreateOption();

    // Who sends, what is forwarded, and whose request it is.
    [TestCase("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [TestCase("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [TestCase("10.0.0.5", "203.0.113.7", "203.0.113.7")]
    [TestCase("10.1.200.9", "203.0.113.7", "203.0.113.7")]
    [TestCase("2001:db8::1", "203.0.113.7", "203.0.113.7")]
    [TestCase("10.0.0.6", "203.0.113.7", "10.0.0.6", Description = "nobody vouches for it")]
    [TestCase("203.0.113.9", "127.0.0.1", "203.0.113.9", Description = "a client that claims to be this machine")]
    [TestCase("10.0.0.5", "198.51.100.1, 203.0.113.7", "203.0.113.7", Description = "a client that claims to be another, behind a proxy")]
    [TestCase("10.0.0.5", "203.0.113.7, 10.1.0.1", "203.0.113.7", Description = "two proxies")]
    [TestCase("10.0.0.5", "nonsense", "10.0.0.5")]
    public async Task Only_trusted_proxies_say_whom_they_speak_for(string from, string forwarded, string expected)
    {
        var trusted = Parse("10.0.0.5, 10.1.0.0/16,2001:db8::1").GetValue(_option)!;
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) }, Request = { Headers = { ["X-Forwarded-For"] = forwarded } } };

        await new ForwardedHeadersMiddleware(static _ => Task.CompletedTask, NullLoggerFactory.Instance, Options.Create(TrustedProxies.Headers(trusted))).Invoke(http);

        Assert.That(http.Connection.RemoteIpAddress, Is.EqualTo(IPAddress.Parse(expected)));
    }

    [TestCase("10.0.0.300")]
    [TestCase("10.1.0.0/33")]
    [TestCase("10.0.0.5,proxy.example")]
    public void What_is_neither_an_address_nor_a_network_is_refused(string text) =>
        Assert.That(Parse(text).Errors.Select(static error => error.Message), Has.One.Contains("is neither an address"));

    private ParseResult Parse(string text) => new RootCommand { _option }.Parse(["--trusted-proxies", text]);
}
