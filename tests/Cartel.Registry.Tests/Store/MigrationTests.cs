using System.Text.Json;
using Cartel.Protocol;
using Cartel.Registry.Store;
using Cartel.Sqlite;
using Cartel.Testing;
using StackExchange.Redis;

namespace Cartel.Registry.Tests.Store;

/// <summary>Stores that earlier versions wrote. <c>Fixtures/make.py</c> has made them.</summary>
internal sealed class MigrationTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TaskKey Sea = new("default", Some.Task);

    [Test]
    public async Task A_file_of_the_first_version_is_read_and_written_on()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("registry.db");
        using (var database = SqliteDatabase.Open(file)) database.ExecuteScript(await File.ReadAllTextAsync(Fixture("schema-1.sql")));

        for (var i = 0; i < 2; i++)
        {
            await using var store = new EmbeddedStore(file, new Bells());
            await AssertIsAsWrittenAsync(store);
            // Times of events came with the second version: they are the events' own.
            await store.TidyAsync(Sea, new DateTimeOffset(2026, 11, 21, 15, 15, 0, TimeSpan.Zero), None);
            await AssertIsAsWrittenAsync(store);
        }
    }

    [Test]
    public async Task Keys_of_the_first_version_are_read_and_written_on()
    {
        using var server = RedisServer.Start();
        foreach (var line in await File.ReadAllLinesAsync(Fixture("schema-1.redis"))) Send(server, JsonSerializer.Deserialize<string[]>(line)!);

        for (var i = 0; i < 2; i++)
        {
            await using var store = new RedisStore(new RedisConnection(server.Address, TimeProvider.System, RedisSchema.PrepareAsync), new Bells());
            await AssertIsAsWrittenAsync(store);
        }

        Assert.That(server.Command("GET cartel:{registry}:schema"), Does.Contain($"\r\n{RedisSchema.Version}\r\n"));
        await using var redis = new RedisConnection(server.Address, TimeProvider.System);
        var events = await redis.RunAsync(RedisKeys.Events("default"), static (database, at) => database.SortedSetRangeByRankAsync(at), None);
        Assert.That(
            (long)await redis.RunAsync(RedisKeys.EventBytes("default"), static (database, at) => database.StringGetAsync(at), None), Is.EqualTo(events.Sum(one => ((byte[])one!).Length)));
    }

    [Test]
    public void A_file_of_a_newer_version_is_refused_and_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        using var database = SqliteDatabase.Open(folder.File("registry.db"));
        database.Execute("PRAGMA user_version = 99");

        Assert.That(
            () => new EmbeddedStore(folder.File("registry.db"), new Bells()), Throws.InstanceOf<StoreTooNewException>().With.Message.Contains("newer Cartel (schema 99"));
        Assert.That(database.Query("SELECT COUNT(*) FROM sqlite_master", static row => row.Int(0)), Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public async Task Keys_of_a_newer_version_are_refused_at_each_request()
    {
        using var server = RedisServer.Start();
        server.Command("SET cartel:{registry}:schema 99");
        await using var store = new RedisStore(new RedisConnection(server.Address, TimeProvider.System, RedisSchema.PrepareAsync), new Bells());

        for (var i = 0; i < 2; i++)
            Assert.That(async () => await store.PingAsync(None), Throws.InstanceOf<StoreTooNewException>().With.Message.Contains("newer Cartel (schema 99"));
        Assert.That(server.Command("DBSIZE"), Does.StartWith(":1\r"));
    }

    private static async Task AssertIsAsWrittenAsync(IMetadataStore store)
    {
        Assert.That((await store.TasksAsync("default", None)).Single().Name, Is.EqualTo("sea"));
        var agents = await store.AgentsAsync(Sea, None);
        Assert.That(agents.Select(agent => agent.Name), Is.EqualTo(new[] { "donor", "target" }));
        Assert.That(agents[0].Document!.Sequence, Is.EqualTo(9007199254740993));
        Assert.That((await store.HistoryAsync(Sea.Agent("donor"), None)).Single().Status, Is.EqualTo(new AgentStatus(5, 0.5)));
        var transfer = (await store.OpenTransfersAsync(Sea, None)).Single().Transfer;
        Assert.That((transfer.State, transfer.Donor), Is.EqualTo((TransferState.Fetching, "donor")));
        Assert.That((await store.InboxAsync(Sea.Agent("donor"), 0, None)).Select(item => item.Sha256), Is.EqualTo(new[] { Some.Hash1 }));
        Assert.That(await store.RecalledAsync("default", None), Is.EqualTo(new[] { new string('2', 64) }));
        Assert.That(await store.ZooAsync(Sea, None), Has.Count.EqualTo(1));
        var events = (await store.EventsAsync("default", 0, 100, None)).Items;
        Assert.That(events.Select(one => one.Kind), Does.Contain(EventKinds.AgentJoined).And.Contain(EventKinds.PartRecalled));
    }

    private static string Fixture(string name) => Path.Combine(Repository.Root, "tests", "Cartel.Registry.Tests", "Store", "Fixtures", name);

    private static void Send(RedisServer server, string[] command)
    {
        using var connection = ConnectionMultiplexer.Connect(server.Address);
        connection.GetDatabase().Execute(command[0], [.. command[1..]]);
    }
}
