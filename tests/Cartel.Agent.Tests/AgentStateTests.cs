using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Agent.Tests;

/// <summary>A request for help from trigger to outcome, as the checkpoint remembers it.</summary>
public sealed class AgentStateTests
{
    private static readonly HelpTrigger Trigger = new(false, [1], 70, 10);

    [Test]
    public void A_request_is_durable_once_saved_and_found_open_at_the_next_start()
    {
        using var folder = new TemporaryFolder();
        using (var checkpoint = new Checkpoint(folder.Path))
        {
            var state = Begin(checkpoint);
            Assert.That(checkpoint.Transfers(), Is.Empty);
            state.Save();
            state.Update(static record => record with { Id = "t1" });
        }

        using var again = new Checkpoint(folder.Path);
        var open = Some(again).Open!;
        Assert.That(open.Key, Does.StartWith("gateway-1-drift-70-"));
        Assert.That((open.Id, open.Outcome), Is.EqualTo(("t1", (TransferState?)null)));
        Assert.That(open.Request.Trigger, Is.EqualTo(new TransferTrigger(TriggerKind.Drift, 70)));
        Assert.That(open.Request.Needs, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void Its_end_and_the_message_of_it_are_stored_together_and_only_once()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = new Checkpoint(folder.Path);
        var state = Begin(checkpoint);
        var key = state.Open!.Key;

        for (var i = 0; i < 2; i++) state.End(TransferState.Rejected, "nobody could help", static record => new OutboxItem(record.Key, Receipt: record.ToReceipt()));

        Assert.That(state.Open, Is.Null);
        Assert.That(Some(checkpoint).Open, Is.Null, "an ended request is not taken up again");
        var sent = checkpoint.NextToSend()!.Value;
        Assert.That((sent.Item.TransferKey, sent.Item.Receipt!.Outcome, sent.Item.Receipt.Reason), Is.EqualTo((key, TransferState.Rejected, "nobody could help")));
        checkpoint.Sent(sent);
        Assert.That(checkpoint.NextToSend(), Is.Null);
    }

    [Test]
    public void Messages_and_scores_are_stored_once_however_often_it_is_saved()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = new Checkpoint(folder.Path);
        var state = Begin(checkpoint);
        state.Send(new OutboxItem("key"));
        state.Note(new HeldOutScores(10, 0.5, 0.25));

        state.Save();
        state.Save();

        checkpoint.Sent(checkpoint.NextToSend()!.Value);
        Assert.That(checkpoint.NextToSend(), Is.Null);
        Assert.That(checkpoint.Scores(), Is.EqualTo(new[] { new HeldOutScores(10, 0.5, 0.25) }));
        Assert.That(state.LastScores, Is.EqualTo(new HeldOutScores(10, 0.5, 0.25)));
    }

    [Test]
    public void An_alarm_without_labels_waits_in_the_outbox_as_a_signal_until_it_is_sent()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = new Checkpoint(folder.Path);
        var state = Some(checkpoint);

        state.Warn("gateway-1", new UnlabelledAlarm(UnlabelledAlarmKind.Shift, [1]));
        state.Warn("gateway-1", new UnlabelledAlarm(UnlabelledAlarmKind.Strange, []));
        state.Save();

        Assert.That(Sent(), Is.EqualTo((TriggerKind.Drift, 1)));
        Assert.That(Sent(), Is.EqualTo((TriggerKind.Novelty, 0)));

        (TriggerKind Kind, int Classes) Sent()
        {
            var queued = checkpoint.NextToSend()!.Value;
            checkpoint.Sent(queued);
            return (queued.Item.Signal!.Kind, queued.Item.Signal.Classes.Count);
        }
    }

    [Test]
    public void Without_an_open_request_there_is_nothing_to_update_or_end()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = new Checkpoint(folder.Path);
        var state = Some(checkpoint);

        state.Update(static record => record with { Id = "t1" });
        state.End(TransferState.Failed, "", static record => new OutboxItem(record.Key));

        Assert.That(checkpoint.Transfers(), Is.Empty);
        Assert.That(checkpoint.NextToSend(), Is.Null);
    }

    private static AgentState Begin(Checkpoint checkpoint)
    {
        var state = Some(checkpoint);
        state.Begin("gateway-1", Trigger);
        return state;
    }

    private static AgentState Some(Checkpoint checkpoint)
    {
        var data = DataSets.Open("sea?count=100", null, strict: true);
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear", data.Schema), new CollaborationOptions());
        return new AgentState(new DataSetSource(data), new OneHotEncoder(data.Schema), learner, null, checkpoint);
    }
}
