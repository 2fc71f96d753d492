using System.Net.Http.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class ClustersApiTests : RegistryTest
{
    [SetUp]
    public async Task MakeFleet()
    {
        await Client.PutTaskAsync(Some.Manifest);
        foreach (var (name, counts) in new (string, long[])[]
                 {
                     ("left-1", [900, 50, 50]), ("left-2", [800, 60, 40]), ("left-3", [1_000, 40, 60]),
                     ("right-1", [50, 50, 900]), ("right-2", [40, 60, 800]), ("silent", [0, 0, 0]),
                 })
        {
            await Client.RegisterAsync(Some.Task, name, Some.Registration);
            await Client.PutProfileAsync(Some.Task, name, Some.Profile() with { ClassCounts = counts });
        }
    }

    [Test]
    public async Task Agents_alike_are_together_and_those_without_samples_in_no_group()
    {
        var found = await FindAsync("");

        Assert.That(found.Agents, Is.EqualTo(5));
        Assert.That(found.Items.Select(static group => string.Join(' ', group.Members)), Is.EqualTo(new[] { "left-1 left-2 left-3", "right-1 right-2" }));
        Assert.That(found.Items.Select(static group => group.Size), Is.EqualTo(new[] { 3, 2 }));
        // The mean of 0.9, 8/9 and 10/11.
        Assert.That(found.Items[0].ClassPrior[0], Is.EqualTo(0.899327).Within(1e-6));
        Assert.That(found.Items[0].Members, Does.Contain(found.Items[0].Exemplar));
    }

    [Test]
    public async Task As_many_members_are_named_as_were_asked_for()
    {
        Assert.That((await FindAsync("?members=1")).Items.Select(static group => (group.Size, group.Members.Count)), Is.EqualTo(new[] { (3, 1), (2, 1) }));
        Assert.That((await FindAsync("?members=0")).Items, Has.All.Property("Members").Empty);
    }

    [Test]
    public async Task An_answer_stands_for_a_while()
    {
        var first = await FindAsync("");
        await Client.RegisterAsync(Some.Task, "right-3", Some.Registration);
        await Client.PutProfileAsync(Some.Task, "right-3", Some.Profile() with { ClassCounts = [50, 50, 700] });

        Assert.That((await FindAsync("")).Agents, Is.EqualTo(first.Agents));
        Time.Advance(TimeSpan.FromSeconds(15));
        Assert.That((await FindAsync("")).Agents, Is.EqualTo(first.Agents + 1));
    }

    [TestCase("tasks/sea/clusters?members=-1", "invalid-query")]
    [TestCase("tasks/sea/clusters?members=1001", "invalid-query")]
    [TestCase("tasks/none/clusters", "task-not-found")]
    public async Task What_is_asked_wrongly_is_refused(string path, string code) =>
        Assert.That((await Refused.OfAsync(await Http.GetAsync($"{Root}/{path}"))).Code, Is.EqualTo(code));

    private async Task<ClusterList> FindAsync(string query) =>
        (await Http.GetFromJsonAsync($"{Root}/tasks/sea/clusters{query}", CartelJson.Default.ClusterList))!;
}
