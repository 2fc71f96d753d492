using System.Net;
using System.Net.Http.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class TasksApiTests : RegistryTest
{
    [Test]
    public async Task A_manifest_is_created_and_the_same_again_changes_nothing()
    {
        var content = "{\"name\":\"sea\",\"learner\":\"linear\",\"schema\":{\"features\":[{\"name\":\"x\",\"kind\":\"numeric\"}],\"classes\":[\"a\",\"b\"]}}";

        var first = await Http.PutAsync($"{Root}/tasks/sea", Refused.Json(content));
        var second = await Http.PutAsync($"{Root}/tasks/sea", Refused.Json(content));

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(second.Headers.ETag, Is.EqualTo(first.Headers.ETag).And.Not.Null);
        Assert.That((await Client.TaskAsync("sea")).Learner, Is.EqualTo("linear"));
        Assert.That((await Client.TasksAsync()).Select(task => task.Name), Is.EqualTo(new[] { "sea" }));
    }

    [Test]
    public async Task A_client_that_has_a_task_already_is_told_so_without_the_body()
    {
        await Client.PutTaskAsync(Some.Manifest);
        var first = await Http.GetAsync($"{Root}/tasks/sea");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"{Root}/tasks/sea");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        var second = await Http.SendAsync(again);

        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(await second.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task A_task_with_agents_keeps_its_schema_and_cannot_be_removed()
    {
        await Some.FleetAsync(Client);
        var other = Some.Manifest with { Schema = Some.Manifest.Schema with { Classes = ["a", "b"] } };

        Assert.That(await Refused.CodeOfAsync(() => Client.ReplaceTaskAsync(other)), Is.EqualTo("task-in-use"));
        Assert.That(await Refused.OfAsync(await Http.DeleteAsync($"{Root}/tasks/sea")), Is.EqualTo((409, "task-in-use")));
        Assert.That((await Client.TaskAsync("sea")).Schema.Classes, Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public async Task A_task_without_agents_can_be_removed()
    {
        await Client.PutTaskAsync(Some.Manifest);

        Assert.That((await Http.DeleteAsync($"{Root}/tasks/sea")).StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await Refused.OfAsync(await Http.DeleteAsync($"{Root}/tasks/sea")), Is.EqualTo((404, "task-not-found")));
        Assert.That(await Refused.CodeOfAsync(() => Client.TaskAsync("sea")), Is.EqualTo("task-not-found"));
    }

    [TestCase("{", "malformed-json")]
    [TestCase("null", "malformed-json")]
    [TestCase("", "malformed-json")]
    [TestCase("{\"name\":\"sea\",\"learner\":\"l\",\"schema\":{\"features\":[{\"name\":\"x\",\"kind\":7}],\"classes\":[\"a\",\"b\"]}}", "malformed-json")]
    [TestCase("{\"name\":\"other\",\"learner\":\"l\",\"schema\":{\"features\":[{\"name\":\"x\",\"kind\":\"numeric\"}],\"classes\":[\"a\",\"b\"]}}", "invalid-manifest")]
    [TestCase("{\"name\":\"sea\",\"learner\":\"l\"}", "invalid-manifest")]
    [TestCase("{\"name\":\"sea\",\"learner\":\"l\",\"extractor\":{\"name\":\"e\",\"sha256\":\"00\",\"length\":2},\"schema\":{\"features\":[{\"name\":\"x\",\"kind\":\"numeric\"}],\"classes\":[\"a\",\"b\"]}}", "invalid-manifest")]
    [TestCase("{\"name\":\"sea\",\"learner\":\"l\",\"schema\":{\"features\":[null],\"classes\":[\"a\",\"b\"]}}", "invalid-manifest")]
    [TestCase("{\"name\":\"sea\",\"learner\":\"l\",\"schema\":{\"features\":[{\"name\":\"x\",\"kind\":\"numeric\"}],\"classes\":[\"a\",\"a\"]}}", "invalid-manifest")]
    [TestCase("{\"name\":\"sea\",\"schema\":{\"features\":[{\"name\":\"x\",\"kind\":\"numeric\"}],\"classes\":[\"a\",\"b\"]}}", "invalid-manifest")]
    public async Task A_bad_manifest_is_refused_and_no_task_appears(string content, string code)
    {
        Assert.That(await Refused.OfAsync(await Http.PutAsync($"{Root}/tasks/sea", Refused.Json(content))), Is.EqualTo((400, code)));
        Assert.That(await Client.TasksAsync(), Is.Empty);
    }

    [TestCase("/api/v1/namespaces/Default/tasks")]
    [TestCase($"{Root}/tasks/UPPER")]
    [TestCase($"{Root}/tasks/a_b")]
    [TestCase($"{Root}/tasks/sea/agents/a.b")]
    public async Task A_path_with_a_bad_name_is_refused(string path) =>
        Assert.That(await Refused.OfAsync(await Http.GetAsync(path)), Is.EqualTo((400, "invalid-name")));

    [TestCase("/nothing", 404, "not-found")]
    [TestCase($"{Root}/nothing", 404, "not-found")]
    [TestCase($"{Root}/tasks?limit=0", 400, "invalid-query")]
    [TestCase($"{Root}/tasks?limit=many", 400, "invalid-query")]
    [TestCase($"{Root}/tasks?cursor=other~x", 400, "invalid-cursor")]
    [TestCase($"{Root}/tasks/sea/agents", 404, "task-not-found")]
    [TestCase($"{Root}/tasks/sea/transfers", 404, "task-not-found")]
    public async Task What_cannot_be_answered_is_a_problem_with_a_code(string path, int status, string code) =>
        Assert.That(await Refused.OfAsync(await Http.GetAsync(path)), Is.EqualTo((status, code)));

    [Test]
    public async Task A_wrong_method_or_media_type_is_a_problem_too()
    {
        Assert.That(await Refused.OfAsync(await Http.DeleteAsync($"{Root}/tasks")), Is.EqualTo((405, "method-not-allowed")));
        Assert.That(
            await Refused.OfAsync(await Http.PutAsync($"{Root}/tasks/sea", new StringContent("{}"))), Is.EqualTo((415, "unsupported-media-type")));
    }

    [Test]
    public async Task A_list_comes_in_pages_each_item_once()
    {
        foreach (var name in new[] { "c", "a", "b" }) await Client.PutTaskAsync(Some.Manifest with { Name = name });

        var first = await Http.GetFromJsonAsync($"{Root}/tasks?limit=2", CartelJson.Default.PageTaskManifest);
        Assert.That(first!.Items.Select(task => task.Name), Is.EqualTo(new[] { "a", "b" }));
        var second = await Http.GetStringAsync($"{Root}/tasks?limit=2&cursor={first.NextCursor}");
        Assert.That(second, Does.Contain("\"name\":\"c\"").And.Not.Contain("nextCursor"));
    }
}
