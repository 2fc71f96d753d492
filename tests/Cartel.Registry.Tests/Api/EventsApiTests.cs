using System.Net.Http.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class EventsApiTests : RegistryTest
{
    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task A_page_goes_on_after_an_id()
    {
        var all = (await Client.EventsAsync()).Items;
        Assert.That(all.Select(happened => happened.Agent), Is.EqualTo(new[] { "target", "donor" }));

        Assert.That((await Client.EventsAsync(all[0].Id)).Items.Single(), Is.EqualTo(all[1]));
        Assert.That((await Client.EventsAsync(all[1].Id)).Items, Is.Empty);
        var first = await Client.EventsAsync(limit: 1);
        Assert.That((first.Items.Single().Id, first.NextCursor), Is.EqualTo((all[0].Id, all[0].Id)));
        Assert.That((await Client.EventsAsync(limit: 2)).NextCursor, Is.Null);
    }

    [Test]
    public async Task Without_a_place_to_begin_the_last_events_come()
    {
        var last = await Http.GetStringAsync($"{Root}/events?limit=1");

        Assert.That(last, Does.Contain("\"agent\":\"donor\"").And.Not.Contain("\"agent\":\"target\""));
    }

    [Test]
    public async Task An_id_of_another_log_or_none_is_refused()
    {
        var id = (await Client.EventsAsync()).Items[^1].Id;
        var number = id[(id.LastIndexOf('-') + 1)..];

        Assert.That(await Refused.CodeOfAsync(() => Client.EventsAsync($"another-{number}")), Is.EqualTo("events-gone"));
        Assert.That(await Refused.CodeOfAsync(() => Client.EventsAsync($"{id}000")), Is.EqualTo("events-gone"), "beyond the end");
        Assert.That(await Refused.CodeOfAsync(() => Client.EventsAsync("nonsense")), Is.EqualTo("invalid-cursor"));
    }

    [Test]
    public async Task A_stream_shows_what_was_and_what_comes()
    {
        await using var stream = Client.StreamEventsAsync().GetAsyncEnumerator();
        Assert.That((await NextAsync(stream)).Agent, Is.EqualTo("target"));
        Assert.That((await NextAsync(stream)).Agent, Is.EqualTo("donor"));
        var next = NextAsync(stream);

        await Client.SignalAsync("sea", "target", new AgentSignal(TriggerKind.Drift, 9, []), Some.Key());

        Assert.That((await next).Kind, Is.EqualTo("drift"));
    }

    [Test]
    public async Task A_stream_goes_on_after_the_last_id()
    {
        var all = (await Client.EventsAsync()).Items;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Root}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", all[0].Id);

        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var lines = new List<string>();
        while (lines.Count < 5) lines.Add((await reader.ReadLineAsync())!);

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(lines[..4], Is.EqualTo(new[] { ":", "", $"id: {all[1].Id}", "event: agent.joined" }));
        Assert.That(lines[4], Does.StartWith("data: {\"id\":").And.Contain("\"agent\":\"donor\""));
    }

    [TestCase("another-1")]
    [TestCase("nonsense")]
    public async Task A_stream_after_an_id_that_is_unknown_begins_with_resync(string id)
    {
        await using var stream = Client.StreamEventsAsync(id).GetAsyncEnumerator();

        Assert.That((await NextAsync(stream)).Kind, Is.EqualTo(EventKinds.Resync));
        Assert.That((await NextAsync(stream)).Agent, Is.EqualTo("target"));
        Assert.That((await NextAsync(stream)).Agent, Is.EqualTo("donor"));
    }

    [Test]
    public async Task A_silent_stream_has_a_heartbeat_every_15_seconds()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces/quiet/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync() + await reader.ReadLineAsync(), Is.EqualTo(":"));

        var next = reader.ReadLineAsync();
        Time.Advance(TimeSpan.FromSeconds(14));
        await Client.EventsAsync();
        Assert.That(next.IsCompleted, Is.False);
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await next.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(":"));
    }

    [Test]
    public async Task Streams_and_long_polls_end_at_once_when_the_registry_stops()
    {
        await using var stream = Client.StreamEventsAsync().GetAsyncEnumerator();
        await NextAsync(stream);
        await NextAsync(stream);
        var streamed = NextAsync(stream);
        var polled = Client.InboxAsync("sea", "donor", 0, RegistryClient.LongestWait);
        await Client.EventsAsync();

        // Far below the 5 s after which the host cuts connections, were they still open.
        await Registry.StopAsync().WaitAsync(TimeSpan.FromSeconds(4));

        Assert.That(async () => await streamed, Throws.InstanceOf<RegistryUnavailableException>());
        Assert.That(async () => (await polled).Items, Is.Empty.Or.Null);
        await Registry.ResumeAsync();
    }

    [Test]
    public async Task Who_cannot_stream_waits_for_the_next_event_that_it_wants()
    {
        var page = await Client.EventsAsync();
        var waiting = Http.GetFromJsonAsync($"{Root}/events?after={page.LastId}&waitSeconds=60&filter={Uri.EscapeDataString("eq(kind,\"drift\")")}", CartelJson.Default.EventList);
        await Client.SignalAsync("sea", "donor", new AgentSignal(TriggerKind.Novelty, 9, []), Some.Key());
        await Client.SignalAsync("sea", "donor", new AgentSignal(TriggerKind.Drift, 9, []), Some.Key());

        var found = (await waiting.WaitAsync(TimeSpan.FromSeconds(30)))!;

        Assert.That(found.Items.Single().Kind, Is.EqualTo("drift"));
        Assert.That((found.NextCursor, found.LastId), Is.EqualTo(((string?)null, found.Items[0].Id)));
    }

    [Test]
    public async Task An_empty_log_has_a_place_to_go_on_from()
    {
        var empty = await new RegistryClient(Http, "quiet").EventsAsync();

        Assert.That((await new RegistryClient(Http, "quiet").EventsAsync(empty.LastId)).Items, Is.Empty);
    }

    [Test]
    public async Task A_filtered_stream_leaves_out_the_rest()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Root}/events?after=0&filter={Uri.EscapeDataString("eq(agent,\"donor\")")}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.That(await DataAsync(reader), Does.Contain("\"agent\":\"donor\""));
    }

    [Test]
    public async Task One_client_holds_32_streams_at_most_and_gets_a_place_when_one_ends()
    {
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 32; i++) streams.Add(await StreamAsync());
        using var refused = await StreamAsync();
        Assert.That(await Refused.OfAsync(refused), Is.EqualTo((429, "too-many-streams")));
        Assert.That(refused.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(10)));

        foreach (var stream in streams) stream.Dispose();

        var again = await Testing.Eventually.GetAsync(StreamAsync, response => response.IsSuccessStatusCode);
        again.Dispose();
    }

    [Test]
    public async Task An_inbox_is_a_stream_on_wish()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Root}/tasks/sea/agents/donor/inbox");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());

        Assert.That(await DataAsync(reader), Does.Contain($"\"sha256\":\"{Some.Hash1}\""));
    }

    private async Task<HttpResponseMessage> StreamAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Root}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<string> DataAsync(StreamReader reader)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
            if (line!.StartsWith("data: ", StringComparison.Ordinal)) return line;
        }
    }

    private static async Task<CartelEvent> NextAsync(IAsyncEnumerator<CartelEvent> stream)
    {
        Assert.That(await stream.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)), Is.True);
        return stream.Current;
    }
}
