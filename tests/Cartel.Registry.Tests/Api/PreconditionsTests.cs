using System.Net;
using System.Net.Http.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

/// <summary>ETags, and changes that say what they suppose.</summary>
internal sealed class PreconditionsTests : RegistryTest
{
    private const string Sea = $"{Root}/tasks/sea";
    private static readonly TaskManifest Other = Some.Manifest with { Description = "another" };

    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task Another_manifest_must_name_the_one_that_it_replaces()
    {
        var tag = await TagAsync(Sea);

        Assert.That(await PutRefusedAsync(Other), Is.EqualTo((428, "precondition-required")));
        Assert.That(await PutRefusedAsync(Other, ("If-Match", "\"else\"")), Is.EqualTo((412, "precondition-failed")));
        Assert.That(await PutRefusedAsync(Other, ("If-None-Match", "*")), Is.EqualTo((412, "precondition-failed")));
        Assert.That((await Client.TaskAsync("sea")).Description, Is.Null);
        Assert.That(await PutAsync(Other, ("If-Match", tag)), Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Client.TaskAsync("sea")).Description, Is.EqualTo("another"));
        Assert.That(await PutRefusedAsync(Some.Manifest, ("If-Match", tag)), Is.EqualTo((412, "precondition-failed")), "the tag is that of the former one");
    }

    [Test]
    public async Task What_stands_already_may_be_sent_again_and_what_does_not_may_be_created_once()
    {
        Assert.That(await PutAsync(Some.Manifest), Is.EqualTo(HttpStatusCode.OK));
        var land = Some.Manifest with { Name = "land" };
        Assert.That(await PutRefusedAsync(land, ("If-Match", "*")), Is.EqualTo((412, "precondition-failed")), "nothing to match");
        Assert.That(await PutAsync(land, ("If-None-Match", "*")), Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await PutRefusedAsync(land, ("If-None-Match", "*")), Is.EqualTo((412, "precondition-failed")));
    }

    [Test]
    public async Task Of_many_that_replace_the_same_manifest_one_does()
    {
        var tag = await TagAsync(Sea);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync(Some.Manifest with { Description = $"{i}" }, ("If-Match", tag))));

        Assert.That(all.Count(response => response.StatusCode is HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(all.Count(response => response.StatusCode is HttpStatusCode.PreconditionFailed), Is.EqualTo(7));
    }

    [Test]
    public async Task The_client_replaces_when_it_is_told_to()
    {
        Assert.That(await Refused.CodeOfAsync(() => Client.PutTaskAsync(Other)), Is.EqualTo("precondition-required"));
        Assert.That((await Client.ReplaceTaskAsync(Other)).Description, Is.EqualTo("another"));
    }

    [Test]
    public async Task Single_resources_have_tags_and_lists_of_tags_are_understood()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        foreach (var path in new[] { Sea, $"{Sea}/agents/donor", $"{Sea}/agents/donor/profile", $"{Root}/transfers/{transfer.Id}" })
        {
            var tag = await TagAsync(path);
            Assert.That(await GetAsync(path, tag), Is.EqualTo(HttpStatusCode.NotModified), path);
            Assert.That(await GetAsync(path, $"\"a\", W/{tag}"), Is.EqualTo(HttpStatusCode.NotModified), path);
            Assert.That(await GetAsync(path, "*"), Is.EqualTo(HttpStatusCode.NotModified), path);
            Assert.That(await GetAsync(path, "\"a\""), Is.EqualTo(HttpStatusCode.OK), path);
            Assert.That(await GetAsync(path, "no tag"), Is.EqualTo(HttpStatusCode.OK), path);
        }
    }

    [Test]
    public async Task Two_codings_are_two_forms_with_two_tags_of_one_resource()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Sea}/agents/donor");
        request.Headers.AcceptEncoding.ParseAdd("br");
        using var packed = await Http.SendAsync(request);
        var plain = await TagAsync($"{Sea}/agents/donor");

        Assert.That(packed.Headers.ETag!.Tag, Is.EqualTo(plain.Insert(plain.Length - 1, "-br")));
        Assert.That(await GetAsync($"{Sea}/agents/donor", packed.Headers.ETag.Tag), Is.EqualTo(HttpStatusCode.NotModified));
    }

    [Test]
    public async Task An_agent_is_registered_once_or_removed_as_it_was_seen_on_wish()
    {
        using var twice = new HttpRequestMessage(HttpMethod.Put, $"{Sea}/agents/donor") { Content = JsonContent.Create(Some.Registration, CartelJson.Default.AgentRegistration) };
        twice.Headers.Add("If-None-Match", "*");
        Assert.That(await Refused.OfAsync(await Http.SendAsync(twice)), Is.EqualTo((412, "precondition-failed")));
        foreach (var path in new[] { $"{Sea}/agents/donor", Sea })
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, path);
            request.Headers.Add("If-Match", "\"else\"");
            Assert.That(await Refused.OfAsync(await Http.SendAsync(request)), Is.EqualTo((412, "precondition-failed")));
        }
    }

    private async Task<string> TagAsync(string path) => (await Http.GetAsync(path)).Headers.ETag!.Tag;

    private async Task<HttpStatusCode> GetAsync(string path, string known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", known);
        using var response = await Http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> PutAsync(TaskManifest manifest, (string Name, string Value)? header = null) => (await SendAsync(manifest, header)).StatusCode;

    private async Task<(int, string)> PutRefusedAsync(TaskManifest manifest, (string Name, string Value)? header = null) => await Refused.OfAsync(await SendAsync(manifest, header));

    private async Task<HttpResponseMessage> SendAsync(TaskManifest manifest, (string Name, string Value)? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Root}/tasks/{manifest.Name}") { Content = JsonContent.Create(manifest, CartelJson.Default.TaskManifest) };
        if (header is { } one) request.Headers.Add(one.Name, one.Value);
        return await Http.SendAsync(request);
    }
}
