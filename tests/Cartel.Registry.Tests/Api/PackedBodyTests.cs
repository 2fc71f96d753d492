using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

/// <summary>Bodies packed by gzip, good and bad.</summary>
internal sealed class PackedBodyTests : RegistryTest
{
    private const string Path = $"{Root}/tasks/sea/agents/donor/profile";

    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task A_long_profile_goes_packed_and_is_read_as_it_was()
    {
        var profile = Some.Profile(2) with { Parts = [.. Enumerable.Repeat(Some.Part, 10)] };
        using var content = PackedJson.Of(profile, CartelJson.Default.AgentProfile);
        Assert.That(content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));

        await Client.PutProfileAsync("sea", "donor", profile);

        Assert.That((await Client.AgentAsync("sea", "donor")).Profile!.Parts, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task A_body_that_grows_beyond_the_limit_and_one_that_is_not_packed_are_refused()
    {
        Assert.That(await PutAsync(Pack(new byte[16 * 1024 * 1024])), Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(await PutAsync("{}"u8.ToArray()), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await PutAsync(Pack("{"u8.ToArray())), Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private async Task<HttpStatusCode> PutAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { "gzip" } } };
        using var response = await Http.PutAsync(new Uri(Path, UriKind.Relative), content);
        return response.StatusCode;
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(content);
        return packed.ToArray();
    }
}
