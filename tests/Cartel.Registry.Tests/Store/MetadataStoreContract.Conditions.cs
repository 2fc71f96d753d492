using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

/// <content>Changes that suppose something of what stands: made on that, or not at all.</content>
internal sealed partial class MetadataStoreContract<TEngine>
{
    private const int Rounds = 10;

    [Test]
    public async Task A_registration_or_removal_that_supposes_what_does_not_stand_changes_nothing()
    {
        await PutTaskAsync();
        Assert.That((await _store.RemoveAgentAsync(Agent, Follows.Exactly(null), None)).Outcome, Is.EqualTo(AgentRemoval.Unknown));
        Assert.That((await RegisterAsync(Agent, new Follows(1), "1.0")).Outcome, Is.EqualTo(AgentWrite.Moved), "nobody stands there");
        Assert.That(await EventsAsync(), Is.Empty);
        Assert.That((await RegisterAsync(Agent, Follows.Exactly(null), "1.0")).Outcome, Is.EqualTo(AgentWrite.Created));
        var read = await _store.FindAgentAsync(Agent, None);
        Assert.That((await RegisterAsync(Agent, Follows.Exactly(null), "2.0")).Outcome, Is.EqualTo(AgentWrite.Moved), "somebody does");

        await RenewAsync(Start.AddSeconds(1));
        Assert.That((await RegisterAsync(Agent, Follows.Exactly(read), "2.0")).Outcome, Is.EqualTo(AgentWrite.Moved));
        Assert.That((await _store.RemoveAgentAsync(Agent, Follows.Exactly(read), None)).Outcome, Is.EqualTo(AgentRemoval.Moved));
        Assert.That((await _store.FindAgentAsync(Agent, None))!.Registration.Version, Is.EqualTo("1.0"));

        read = await _store.FindAgentAsync(Agent, None);
        Assert.That((await RegisterAsync(Agent, Follows.Exactly(read), "2.0")).Outcome, Is.EqualTo(AgentWrite.Again));
        read = await _store.FindAgentAsync(Agent, None);
        Assert.That((await _store.RemoveAgentAsync(Agent, Follows.Exactly(read), None)).Outcome, Is.EqualTo(AgentRemoval.Removed));
        Assert.That((await RegisterAsync(Agent, Follows.Exactly(read), "3.0")).Outcome, Is.EqualTo(AgentWrite.Moved), "it is gone");
        Assert.That((await RegisterAsync(Agent, Follows.Exactly(null), "3.0")).Outcome, Is.EqualTo(AgentWrite.Created));
    }

    [Test]
    public async Task A_task_is_removed_as_it_was_seen_or_not_at_all()
    {
        await PutTaskAsync();

        Assert.That(await _store.RemoveTaskAsync(Task, Some.Manifest with { Description = "another" }, None), Is.EqualTo(TaskRemoval.Overtaken));
        Assert.That(await _store.FindTaskAsync(Task, None), Is.Not.Null);
        Assert.That(await _store.RemoveTaskAsync(Task, Some.Manifest, None), Is.EqualTo(TaskRemoval.Removed));
        Assert.That(await _store.RemoveTaskAsync(Task, Some.Manifest, None), Is.EqualTo(TaskRemoval.Unknown));
    }

    [Test]
    public async Task Of_many_that_register_where_nobody_stands_one_does()
    {
        await PutTaskAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var agent = Task.Agent($"a{round}");
            var all = await AtOnceAsync(8, i => RegisterAsync(agent, Follows.Exactly(null), $"{i}"));

            Assert.That(all.Count(static written => written.Outcome is AgentWrite.Created), Is.EqualTo(1));
            Assert.That(all.Count(static written => written.Outcome is AgentWrite.Moved), Is.EqualTo(7));
            var created = all.Select(static (written, i) => (written, i)).Single(static one => one.written.Outcome is AgentWrite.Created).i;
            Assert.That((await _store.FindAgentAsync(agent, None))!.Registration.Version, Is.EqualTo($"{created}"), "what it said stands");
        }
    }

    [Test]
    public async Task An_agent_is_removed_as_it_was_read_or_its_report_is_kept()
    {
        await PutTaskAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var agent = Task.Agent($"a{round}");
            await RegisterAsync(agent, Follows.Anything, "1.0");
            var read = await _store.FindAgentAsync(agent, None);

            var done = await AtOnceAsync(2, async i => i == round % 2
                ? (object)(await _store.RemoveAgentAsync(agent, Follows.Exactly(read), None)).Outcome
                : await _store.RenewLeaseAsync(agent, new AgentStatus(7), new Lease(Start, 10), Back(Start), None) is not null);

            var stands = (await _store.FindAgentAsync(agent, None))?.Status?.SampleCount == 7;
            Assert.That(done, stands ? Is.EquivalentTo(new object[] { AgentRemoval.Moved, true }) : Is.EquivalentTo(new object[] { AgentRemoval.Removed, false }));
        }
    }

    [Test]
    public async Task A_task_is_removed_as_it_was_read_or_what_replaces_it_is_kept()
    {
        var next = Some.Manifest with { Description = "next" };
        for (var round = 0; round < Rounds; round++)
        {
            var task = Task with { Task = $"t{round}" };
            await _store.PutTaskAsync(task, Some.Manifest, standing: null, None);

            var done = await AtOnceAsync(2, async i => i == round % 2
                ? (object)await _store.RemoveTaskAsync(task, Some.Manifest, None)
                : await _store.PutTaskAsync(task, next, Some.Manifest, None));

            var stands = (await _store.FindTaskAsync(task, None))?.Description == "next";
            Assert.That(done, stands
                ? Is.EquivalentTo(new object[] { TaskRemoval.Overtaken, TaskWrite.Replaced })
                : Is.EquivalentTo(new object[] { TaskRemoval.Removed, TaskWrite.Overtaken }));
        }
    }

    // A store in this process works on the caller's thread.
    private static Task<T[]> AtOnceAsync<T>(int count, Func<int, Task<T>> step) =>
        System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, count).Select(i => System.Threading.Tasks.Task.Run(() => step(i))));

    private Task<AgentWritten> RegisterAsync(AgentKey agent, Follows follows, string version) => _store.RegisterAsync(
        agent, Some.Registration with { Version = version }, new Lease(Start, 10), EventTexts.Joined(agent, Start), Back(Start), follows, None);
}
