using System.Net;
using System.Text;
using Cartel.Protocol;
using Cartel.Registry.Telemetry;

namespace Cartel.Registry.Tests.Telemetry;

internal sealed class MetricsTests : RegistryTest
{
    [Test]
    public async Task What_the_fleet_did_is_counted_by_what_became_of_it()
    {
        await Some.FleetAsync(Client);
        Assert.That(() => Client.PutProfileAsync(Some.Task, "donor", Some.Profile(0)), Throws.TypeOf<RegistryException>());
        var transfer = await Client.RequestTransferAsync(Some.Task, Some.Request(), Some.Key());
        await Client.SendReceiptAsync(transfer.Id, Some.Receipt(TransferState.Adopted));
        await Client.SendReceiptAsync(transfer.Id, Some.Receipt(TransferState.Adopted));

        var metrics = await ScrapeAsync();

        Assert.Multiple(() =>
        {
            Assert.That(Value(metrics, "cartel_publications_total", ("outcome", "stored")), Is.EqualTo(1));
            Assert.That(Value(metrics, "cartel_publications_total", ("outcome", "stale")), Is.EqualTo(1));
            Assert.That(Value(metrics, "cartel_transfers_total", ("state", "offered")), Is.EqualTo(1));
            Assert.That(Value(metrics, "cartel_transfers_total", ("state", "adopted")), Is.EqualTo(1), "a receipt that is repeated changes nothing");
        });
    }

    [Test]
    public async Task Requests_are_timed_by_method_route_and_status()
    {
        await Some.FleetAsync(Client);
        using var missing = await Http.GetAsync($"{Root}/tasks/sea/agents/nobody");

        var requests = (await ScrapeAsync())["http_server_request_duration_seconds"].Samples.Where(static sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)).ToList();

        const string Agents = "/api/v1/namespaces/{ns}/tasks/{task}/agents/{agent}";
        Assert.Multiple(() =>
        {
            Assert.That(requests.Single(static one => one.Labels["http_route"] == Agents && one.Labels["http_request_method"] == "PUT").Value, Is.EqualTo(2));
            Assert.That(requests.Single(static one => one.Labels["http_route"] == Agents && one.Labels["http_response_status_code"] == "404").Value, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Bytes_of_parts_are_counted_on_their_way_up_and_down()
    {
        var bytes = Encoding.ASCII.GetBytes("a part of nine hundred bytes".PadRight(900));
        var sha256 = Learning.ModelPart.HashOf(bytes);
        await Client.UploadPartAsync(sha256, bytes);
        await Client.DownloadPartAsync(sha256, 1000, NoWait);
        await Client.DownloadPartAsync(sha256, 1000, NoWait);

        var metrics = await ScrapeAsync();

        Assert.Multiple(() =>
        {
            Assert.That(Value(metrics, "cartel_parts_size_bytes_total", ("direction", "up")), Is.EqualTo(900));
            Assert.That(Value(metrics, "cartel_parts_size_bytes_total", ("direction", "down")), Is.EqualTo(1800));
        });
    }

    [Test]
    public async Task The_process_is_told_by_the_usual_names()
    {
        var metrics = await ScrapeAsync();

        Assert.Multiple(() =>
        {
            Assert.That(Value(metrics, "process_resident_memory_bytes"), Is.GreaterThan(10_000_000));
            Assert.That(Value(metrics, "process_cpu_seconds_total"), Is.Positive);
            Assert.That(Value(metrics, "process_threads"), Is.Positive);
            Assert.That(metrics, Contains.Key("dotnet_gc_collections_total").And.ContainKey("kestrel_active_connections"));
        });
    }

    [Test]
    public async Task Calls_to_the_store_are_timed()
    {
        await Some.FleetAsync(Client);

        var calls = (await ScrapeAsync())["cartel_store_duration_seconds"].Samples.Single(static sample => sample.Name.EndsWith("_count", StringComparison.Ordinal));

        Assert.Multiple(() =>
        {
            Assert.That(calls.Labels["engine"], Is.EqualTo("sqlite"));
            Assert.That(calls.Value, Is.GreaterThanOrEqualTo(4), "a task, two agents, a profile");
        });
    }

    [Test]
    public async Task Agents_and_events_are_told_by_namespace_and_task()
    {
        await Some.FleetAsync(Client);
        // One of the two says nothing for a lease and a quarter, which is the longest that it was given.
        Time.Advance(TimeSpan.FromSeconds(13));
        await Client.RenewLeaseAsync(Some.Task, "donor", new AgentStatus(1));
        await Registry.Service<FleetSampler>().LookAsync(default);

        var metrics = await ScrapeAsync();

        Assert.Multiple(() =>
        {
            Assert.That(Value(metrics, "cartel_agents", ("task", "sea"), ("liveness", "online")), Is.EqualTo(1));
            Assert.That(Value(metrics, "cartel_agents", ("task", "sea"), ("liveness", "late")), Is.EqualTo(1));
            Assert.That(Value(metrics, "cartel_fleet_size", ("task", "sea")), Is.EqualTo(2));
            Assert.That(Value(metrics, "cartel_feed_age_seconds", ("task", "sea")), Is.Not.Negative);
            Assert.That(Value(metrics, "cartel_events_total", ("namespace", "default")), Is.GreaterThanOrEqualTo(2), "two joined");
        });
    }

    [Test]
    public async Task The_answer_is_of_prometheus_media_type()
    {
        using var answer = await Http.GetAsync("/metrics");

        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/plain; version=0.0.4; charset=utf-8"));
        });
    }

    private async Task<IReadOnlyDictionary<string, ScrapedMetric>> ScrapeAsync() => Exposition.Parse(await Http.GetStringAsync("/metrics"));

    private static double Value(IReadOnlyDictionary<string, ScrapedMetric> metrics, string name, params (string Label, string Value)[] labels) =>
        metrics[name].Samples.Single(sample => labels.All(label => sample.Labels[label.Label] == label.Value)).Value;
}
