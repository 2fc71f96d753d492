using System.Globalization;
using System.Net;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Processes;

/// <summary>Labels that are posted to an agent which is killed.</summary>
internal sealed class PostedLabelsTests : FolderTest
{
    private const int Count = 40;

    [Test]
    public async Task What_was_accepted_outlives_a_kill_and_is_learned_once()
    {
        // No checkpoint but the one at its start: all that it has is what it wrote when it accepted.
        using (var agent = await RunningAgent.StartPostedAsync(Folder.Path, "checkpoint-every: 3600"))
        {
            await PostAsync(agent, "samples", Samples(0, Count));
            await agent.StatusAsync(static status => status.Learning.Position == Count);
            await PostAsync(agent, "labels", Labels(0, Count));
        }

        using (var agent = await RunningAgent.StartPostedAsync(Folder.Path, "checkpoint-every: 0.1"))
            await agent.StatusAsync(static status => status.Learning.Samples == Count);

        using var last = await RunningAgent.StartPostedAsync(Folder.Path, "checkpoint-every: 0.1");
        await PostAsync(last, "labels", Labels(Count, 1));
        await PostAsync(last, "samples", Samples(Count, 1));
        var after = await last.StatusAsync(static status => status.Learning.Samples > Count);
        Assert.That((after.Learning.Samples, after.Late!.Waiting), Is.EqualTo((Count + 1L, 0L)));
    }

    private static string Samples(int from, int count) =>
        string.Join('\n', Enumerable.Range(from, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"k{{i}}","x0":{{i % 10}},"x1":{{i % 7}},"x2":1}""")));

    private static string Labels(int from, int count) => string.Join('\n', Enumerable.Range(from, count).Select(static i => $$"""{"key":"k{{i}}","label":"{{i % 2}}"}"""));

    private static async Task PostAsync(RunningAgent agent, string what, string lines) =>
        Assert.That(await agent.PostAsync($"/v1/{what}", lines), Is.EqualTo(HttpStatusCode.Accepted));
}
