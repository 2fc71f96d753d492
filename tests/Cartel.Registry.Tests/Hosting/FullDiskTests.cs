using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Hosting;

/// <summary>The program with SQLite and files of parts, on a disk without a byte left.</summary>
internal sealed class FullDiskTests
{
    private const string Root = "/api/v1/namespaces/default";
    private const string Sea = $"{Root}/tasks/sea";

    private static readonly byte[] Small = [.. Enumerable.Range(0, 100_000).Select(static i => (byte)(i * i >> 5))];
    private static readonly byte[] Large = new byte[4 << 20];

    private SmallDisk _disk = null!;
    private RegistryProcess _registry = null!;

    [SetUp]
    public async Task Start()
    {
        _disk = SmallDisk.Mount(mebibytes: 16);
        await StartRegistryAsync();
        await Some.FleetAsync(_registry.Client);
    }

    [TearDown]
    public void End()
    {
        _registry?.Dispose();
        _disk?.Dispose();
    }

    [Test]
    public async Task Every_write_is_refused_and_changes_nothing_reads_go_on_and_it_recovers_by_itself()
    {
        var transfer = await _registry.Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        using (var upload = await UploadAsync(Small)) Assert.That(upload.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var before = await LookAsync(transfer.Id);
        _disk.Fill();

        foreach (var (write, send) in Writes(transfer.Id))
        {
            using var answer = await send();
            Assert.That(await Refused.OfAsync(answer), Is.EqualTo((503, "store-unavailable")), write);
            Assert.That(answer.Headers.RetryAfter?.Delta?.TotalSeconds, Is.InRange(1, 60), write);
        }

        var readiness = await _registry.Http.GetAsync("/readyz");
        Assert.That(readiness.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await readiness.Content.ReadAsStringAsync(), Does.Contain("disk is full"));
        Assert.That((await _registry.Http.GetAsync("/healthz")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await LookAsync(transfer.Id), Is.EqualTo(before));

        _disk.Free();
        await Eventually.GetAsync(() => _registry.Http.GetAsync("/readyz"), static answer => answer.IsSuccessStatusCode);
        Assert.That(await LookAsync(transfer.Id), Is.EqualTo(before), "nothing of what was refused was written after all");
        foreach (var (write, send) in Writes(transfer.Id))
        {
            using var answer = await send();
            Assert.That(answer.IsSuccessStatusCode, Is.True, $"{write}: {answer.StatusCode}");
        }
    }

    [Test]
    public async Task What_was_acknowledged_before_the_disk_was_full_is_there_after_a_kill()
    {
        var samples = 0;
        _disk.Fill(leave: 256 * 1024);
        // Until the log of the last changes has no room: what was answered before counts.
        while (await TryReportAsync(samples + 1)) samples++;
        Assert.That(samples, Is.Positive);

        _registry.Kill();
        _registry.Dispose();
        _disk.Free();
        await StartRegistryAsync();

        Assert.That((await _registry.Client.AgentAsync("sea", "donor")).Status!.SampleCount, Is.EqualTo(samples));
        Assert.That((await _registry.Client.HistoryAsync("sea", "donor")).Points[^1].Status.SampleCount, Is.EqualTo(samples));
        Assert.That(await TryReportAsync(samples + 1), Is.True);
    }

    [Test]
    public async Task Half_an_upload_leaves_nothing_behind_and_the_whole_one_is_taken_when_there_is_room()
    {
        _disk.Fill(leave: 2 << 20);
        var room = _disk.FreeBytes;

        using (var refused = await UploadAsync(Large)) Assert.That(await Refused.OfAsync(refused), Is.EqualTo((503, "store-unavailable")));

        Assert.That(Directory.EnumerateFiles(Path.Combine(_disk.Path, "parts"), "*", SearchOption.AllDirectories), Is.Empty);
        Assert.That(room - _disk.FreeBytes, Is.LessThan(64 * 1024), "folders, at most");
        Assert.That((await _registry.Http.GetAsync(PartPath(Large))).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        _disk.Free();
        using (var taken = await UploadAsync(Large)) Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await _registry.Http.GetByteArrayAsync(PartPath(Large)), Is.EqualTo(Large));
    }

    [Test]
    public async Task A_registry_that_starts_on_a_full_disk_says_why_it_does_not()
    {
        using var other = SmallDisk.Mount(mebibytes: 1);
        other.Fill();

        var (code, _, errors) = await RegistryProcess.RunAsync("--port", "0", "--data", other.Path);

        Assert.That((code, errors.Trim().Split('\n').Length), Is.EqualTo((1, 1)), errors);
        Assert.That(errors, Does.StartWith("The registry cannot run: "));
    }

    private IEnumerable<(string Name, Func<Task<HttpResponseMessage>> Send)> Writes(string transfer)
    {
        var http = _registry.Http;
        yield return ("a task", () => http.PutAsync($"{Root}/tasks/land", JsonContent.Create(Some.Manifest with { Name = "land" }, CartelJson.Default.TaskManifest)));
        yield return ("an agent", () => http.PutAsync($"{Sea}/agents/third", JsonContent.Create(Some.Registration, CartelJson.Default.AgentRegistration)));
        yield return ("an agent again", () => http.PutAsync($"{Sea}/agents/donor", JsonContent.Create(Some.Registration, CartelJson.Default.AgentRegistration)));
        yield return ("a report", () => http.PutAsync($"{Sea}/agents/donor/lease", JsonContent.Create(new AgentStatus(7), CartelJson.Default.AgentStatus)));
        yield return ("a profile", () => http.PutAsync($"{Sea}/agents/donor/profile", JsonContent.Create(Some.Profile(2), CartelJson.Default.AgentProfile)));
        yield return ("a request for help", () => KeyedAsync(HttpMethod.Post, $"{Sea}/transfers", JsonContent.Create(Some.Request(sample: 900), CartelJson.Default.TransferRequest)));
        yield return ("a step of a transfer", () => http.PutAsync($"{Root}/transfers/{transfer}/state", JsonContent.Create(new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]), CartelJson.Default.TransferMove)));
        yield return ("a recall", () => http.PostAsync($"{Root}/parts/{new string('2', 64)}/recall", JsonContent.Create(new RecallOrder("a test"), CartelJson.Default.RecallOrder)));
        yield return ("a part", () => UploadAsync([1, 2, 3]));
        yield return ("an agent's removal", () => http.DeleteAsync($"{Sea}/agents/donor"));
    }

    private async Task<HttpResponseMessage> KeyedAsync(HttpMethod method, string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("Idempotency-Key", "once");
        return await _registry.Http.SendAsync(request);
    }

    private async Task<bool> TryReportAsync(int samples)
    {
        using var answer = await _registry.Http.PutAsync($"{Sea}/agents/donor/lease", JsonContent.Create(new AgentStatus(samples), CartelJson.Default.AgentStatus));
        return answer.IsSuccessStatusCode;
    }

    // All that the writes would change.
    private async Task<string> LookAsync(string transfer)
    {
        var client = _registry.Client;
        var donor = await client.AgentAsync("sea", "donor");
        var part = await _registry.Http.GetByteArrayAsync(PartPath(Small));
        return string.Join('\n',
            string.Join(',', (await client.AgentsAsync("sea")).Select(static agent => agent.Name)), donor.Profile!.Sequence, donor.Status?.SampleCount,
            (await client.TransferAsync(transfer)).State, string.Join(',', (await client.EventsAsync()).Items.Select(static happened => happened.Id)),
            await _registry.Http.GetStringAsync($"{Root}/tasks"), await _registry.Http.GetStringAsync($"{Sea}/transfers"), part.SequenceEqual(Small));
    }

    private static string PartPath(byte[] part) => $"{Root}/parts/{Convert.ToHexStringLower(SHA256.HashData(part))}";

    private Task<HttpResponseMessage> UploadAsync(byte[] part) =>
        _registry.Http.PutAsync(PartPath(part), new ByteArrayContent(part) { Headers = { ContentType = new("application/octet-stream") } });

    private async Task StartRegistryAsync() => _registry = await RegistryProcess.StartAsync("--port", "0", "--data", _disk.Path, "--lease", "5m");
}
