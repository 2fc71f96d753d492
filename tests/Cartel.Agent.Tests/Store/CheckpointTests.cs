using Cartel.Protocol;
using Cartel.Sqlite;
using Cartel.Testing;

namespace Cartel.Agent.Tests;

public sealed class CheckpointTests
{
    private static readonly TransferRequest Request =
        new("gateway-1", new TransferTrigger(TriggerKind.Novelty, 40), [2], [1, 2, 3], [0.5, null, 1], new string('a', 64), 1000);

    [Test]
    public void A_new_one_is_empty()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = new Checkpoint(folder.Path);

        Assert.That(checkpoint.Load(), Is.Null);
        Assert.That(checkpoint.NextToSend(), Is.Null);
        Assert.That(checkpoint.Transfers(), Is.Empty);
        Assert.That(checkpoint.Scores(), Is.Empty);
    }

    [Test]
    public void All_of_it_is_there_when_it_is_opened_again()
    {
        using var folder = new TemporaryFolder();
        var record = new TransferRecord("gateway-1-novelty-40", Request) { Id = "t1", Donor = "gateway-2", JsdBits = 0.25, Bytes = 9, Parts = ["class:2"] };
        using (var checkpoint = new Checkpoint(folder.Path))
        {
            checkpoint.Save(Snapshot(1), null, [], [new HeldOutScores(10, 0.1, 0.2)]);
            checkpoint.Save(Snapshot(2), record, [Move(1), Move(2)], [new HeldOutScores(20, 0.3, 0.4)]);
            checkpoint.Note(record with { Outcome = TransferState.RolledBack, Reason = "worse", EndedAtSample = 99 });
        }

        using var again = new Checkpoint(folder.Path);
        var loaded = again.Load()!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((loaded.Position, loaded.SchemaHash), Is.EqualTo((2L, "hash-2")));
            Assert.That(loaded.Encoder, Is.EqualTo(new byte[] { 2 }));
            Assert.That(loaded.Learner, Is.EqualTo(new byte[] { 2, 2 }));
            Assert.That(loaded.Twin, Is.Empty);
            Assert.That(again.Scores(), Is.EqualTo(new[] { new HeldOutScores(10, 0.1, 0.2), new HeldOutScores(20, 0.3, 0.4) }));
            var read = again.Transfers().Single();
            Assert.That((read.Key, read.Id, read.Donor, read.JsdBits, read.Bytes), Is.EqualTo((record.Key, "t1", "gateway-2", 0.25, 9)));
            Assert.That((read.Outcome, read.Reason, read.EndedAtSample), Is.EqualTo((TransferState.RolledBack, "worse", 99)));
            Assert.That(read.Parts, Is.EqualTo(new[] { "class:2" }));
            Assert.That(read.Request.Recall, Is.EqualTo(new double?[] { 0.5, null, 1 }));
            Assert.That(read.Request.Trigger, Is.EqualTo(Request.Trigger));
        }
    }

    [Test]
    public void Messages_leave_in_order_and_only_when_they_were_taken()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = new Checkpoint(folder.Path);
        checkpoint.Save(Snapshot(1), null, [Move(1), Move(2)], []);
        checkpoint.Save(Snapshot(2), null, [Move(3)], []);

        for (var i = 1; i <= 3; i++)
        {
            var item = checkpoint.NextToSend()!.Value;
            Assert.That(checkpoint.NextToSend()!.Value.Number, Is.EqualTo(item.Number));
            Assert.That(item.Item.Move!.Sample, Is.EqualTo(i));
            checkpoint.Sent(item);
        }

        Assert.That(checkpoint.NextToSend(), Is.Null);
    }

    [Test]
    public void A_save_that_fails_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = new Checkpoint(folder.Path);
        checkpoint.Save(Snapshot(1), null, [Move(1)], []);

        // The last statement of the transaction is the one that fails: no score may be NaN.
        Assert.That(
            () => checkpoint.Save(Snapshot(2), new TransferRecord("k", Request), [Move(2)], [new HeldOutScores(1, double.NaN, 0)]),
            Throws.Exception);

        Assert.That(checkpoint.Load()!.Position, Is.EqualTo(1));
        Assert.That(checkpoint.Transfers(), Is.Empty);
        checkpoint.Sent(checkpoint.NextToSend()!.Value);
        Assert.That(checkpoint.NextToSend(), Is.Null);
    }

    [Test]
    public void A_damaged_file_is_set_aside_and_the_former_snapshot_taken_up([Values("head", "page", "tail", "whole")] string where)
    {
        using var folder = new TemporaryFolder();
        using (var checkpoint = new Checkpoint(folder.Path, new ManualTime()))
        {
            checkpoint.Save(Snapshot(1), null, [], []);
            checkpoint.Save(Snapshot(2), null, [Move(1)], []);
        }

        Damage(folder.File("agent.db"), where);

        using var again = new Checkpoint(folder.Path);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(again.Recovered, Does.Contain("agent.db is damaged").And.Contain("former checkpoint, at sample 1"));
            Assert.That(again.Load()!.Position, Is.EqualTo(1));
            Assert.That(again.NextToSend(), Is.Null);
            Assert.That(folder.File("agent.db.damaged"), Does.Exist);
        }
    }

    [Test]
    public void Without_a_former_snapshot_it_begins_anew()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("agent.db"), string.Concat(Enumerable.Repeat("This is no database. ", 100)));

        using var checkpoint = new Checkpoint(folder.Path);

        Assert.That(checkpoint.Recovered, Does.Contain("begins anew"));
        Assert.That(checkpoint.Load(), Is.Null);
    }

    [Test]
    public void Both_files_damaged_it_begins_anew()
    {
        using var folder = new TemporaryFolder();
        using (var checkpoint = new Checkpoint(folder.Path)) checkpoint.Save(Snapshot(1), null, [], []);

        Damage(folder.File("agent.db"), "whole");
        Damage(folder.File("agent.previous.db"), "whole");

        using var again = new Checkpoint(folder.Path);
        Assert.That(again.Load(), Is.Null);
        again.Save(Snapshot(3), null, [], []);
        Assert.That(again.Load()!.Position, Is.EqualTo(3));
    }

    [Test]
    public void A_file_of_the_first_version_goes_on()
    {
        using var folder = new TemporaryFolder();
        using (var database = SqliteDatabase.Open(folder.File("agent.db")))
        {
            database.ExecuteScript("""
                CREATE TABLE snapshot (
                    id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, schema_hash TEXT NOT NULL,
                    encoder BLOB NOT NULL, learner BLOB NOT NULL, twin BLOB NOT NULL);
                CREATE TABLE transfers (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, record TEXT NOT NULL);
                CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, item TEXT NOT NULL);
                CREATE TABLE scores (sample INTEGER PRIMARY KEY, own REAL NOT NULL, twin REAL NOT NULL);
                INSERT INTO snapshot VALUES (1, 7, 'hash-7', x'07', x'0707', x'');
                INSERT INTO outbox (item) VALUES ('{"transferKey":"s","signal":{"kind":"drift","sample":3,"classes":[0]}}');
                INSERT INTO outbox (item) VALUES ('{"transferKey":"key","move":{"state":"shadowing","sample":4}}');
                INSERT INTO outbox (item) VALUES ('{"transferKey":"key","receipt":{"outcome":"adopted"}}');
                """);
        }

        using (var checkpoint = new Checkpoint(folder.Path))
        {
            Assert.That((checkpoint.Recovered, checkpoint.Load()!.Position), Is.EqualTo(((string?)null, 7L)));
            Assert.That(checkpoint.NextToSend()!.Value.Item.Move!.Sample, Is.EqualTo(4), "moves go before signals");
        }

        using var migrated = SqliteDatabase.Open(folder.File("agent.db"));
        Assert.That(migrated.Query("SELECT rank FROM outbox ORDER BY number", static row => row.Int(0)), Is.EqualTo(new[] { 0, 1, 2 }), "signal, move, receipt");
    }

    [Test]
    public void A_file_of_a_newer_build_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        using (var database = SqliteDatabase.Open(folder.File("agent.db"))) database.ExecuteScript("PRAGMA user_version = 99");

        Assert.That(() => new Checkpoint(folder.Path).Dispose(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("newer build"));
    }

    private static void Damage(string file, string where)
    {
        using var stream = new FileStream(file, FileMode.Open);
        var (from, length) = where switch
        {
            "head" => (0L, 100L),
            "page" => (4096L, 4096L),
            "tail" => (stream.Length - 4096, 4096L),
            _ => (0L, stream.Length),
        };
        stream.Position = from;
        stream.Write([.. Enumerable.Repeat((byte)0xA5, (int)length)]);
    }

    private static AgentSnapshot Snapshot(byte number) => new(number, $"hash-{number}", [number], [number, number], []);

    private static OutboxItem Move(long sample) => new("key", Move: new TransferMove(TransferState.Shadowing, Sample: sample));
}
