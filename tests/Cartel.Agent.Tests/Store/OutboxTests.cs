using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Agent.Tests;

public sealed class OutboxTests
{
    private readonly ManualTime _time = new();
    private TemporaryFolder _folder = null!;
    private Checkpoint _checkpoint = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _checkpoint = new Checkpoint(_folder.Path, _time, outboxBytes: 16 * 1024);
    }

    [TearDown]
    public void Close()
    {
        _checkpoint.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Steps_of_transfers_go_before_signals_and_in_their_order()
    {
        Add(Signal(1), Move("a"), Signal(2), Receipt("a"), Move("b"));

        Assert.That(TakeAll(), Is.EqualTo(new[] { "move a", "receipt a", "move b", "signal 1", "signal 2" }));
    }

    [Test]
    public void Where_room_is_short_signals_go_first_then_moves_then_receipts_and_each_is_counted()
    {
        Add([.. Enumerable.Range(0, 30).SelectMany(static i => new[] { Signal(i), Move($"t{i}"), Receipt($"t{i}") })]);
        for (var i = 30; _checkpoint.Outbox().Dropped.All(static dropped => dropped.Kind != "receipt"); i++) Add(Receipt($"t{i}"));

        var state = _checkpoint.Outbox();
        var left = TakeAll();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(state.Bytes, Is.LessThanOrEqualTo(16 * 1024));
            Assert.That(state.Dropped, Is.EqualTo(new[] { new DroppedItems("move", "full", 30), new DroppedItems("receipt", "full", 1), new DroppedItems("signal", "full", 30) }));
            Assert.That(left, Has.All.StartsWith("receipt"));
            Assert.That(left[0], Is.EqualTo("receipt t1"), "the oldest went");
            Assert.That(left, Has.Count.EqualTo(state.Items));
        }
    }

    [Test]
    public void What_nobody_would_want_any_more_expires_by_kind()
    {
        Add(Signal(1), Move("a"), Receipt("a"));

        _time.Advance(TimeSpan.FromDays(2));
        Assert.That(_checkpoint.NextToSend()!.Value.Item.Receipt, Is.Not.Null, "the move has expired, though nothing was stored since");
        Add();
        _time.Advance(TimeSpan.FromDays(6));
        Add();
        Assert.That(TakeAll(), Is.EqualTo(new[] { "receipt a" }));
    }

    [Test]
    public void What_was_sent_is_gone_after_a_restart_and_what_was_not_is_there()
    {
        Add(Move("a"), Move("b"));
        _checkpoint.Sent(_checkpoint.NextToSend()!.Value);
        _checkpoint.Dispose();

        _checkpoint = new Checkpoint(_folder.Path, _time);

        Assert.That(TakeAll(), Is.EqualTo(new[] { "move b" }));
    }

    private void Add(params OutboxItem[] items) => _checkpoint.Save(new AgentSnapshot(1, "hash", [], [], []), null, items, []);

    private List<string> TakeAll()
    {
        var taken = new List<string>();
        while (_checkpoint.NextToSend() is { } queued)
        {
            taken.Add(queued.Item switch
            {
                { Receipt: not null } receipt => $"receipt {receipt.TransferKey}",
                { Move: not null } move => $"move {move.TransferKey}",
                var signal => $"signal {signal.TransferKey}",
            });
            _checkpoint.Sent(queued);
        }

        return taken;
    }

    private static OutboxItem Signal(int i) => new($"{i}", Signal: new AgentSignal(TriggerKind.Drift, i, [0]));

    private static OutboxItem Move(string key) => new(key, Move: new TransferMove(TransferState.Shadowing, Sample: 1));

    private static OutboxItem Receipt(string key) => new(key, Receipt: new TransferReceipt(TransferState.Adopted, "good", "donor", [], 1, 0.5, 0.1, 1, 2));
}
