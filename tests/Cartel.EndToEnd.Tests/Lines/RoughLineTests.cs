using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Cartel.Agent;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Lines;

/// <summary>An agent's program and a registry's, and between them a line that is slow, narrow or cut again and again.</summary>
/// <remarks>The lines are measured first: a profile that is not what its name says would prove nothing.</remarks>
[Category("Slow")]
internal sealed class RoughLineTests : FolderTest
{
    // More than are learned here.
    private const int Samples = 40_000;
    private const int Periods = 4;
    private const int Rate = 400;
    private static readonly TimeSpan Satellite = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    [TestCase(300, double.PositiveInfinity)]
    [TestCase(0, 50_000)]
    public async Task A_line_is_what_its_name_says(double delayMilliseconds, double bitsPerSecond)
    {
        using var server = new TcpListener(IPAddress.Loopback, FreePort.Next());
        server.Start();
        await using var line = new RoughLine((IPEndPoint)server.LocalEndpoint, TimeSpan.FromMilliseconds(delayMilliseconds), bitsPerSecond);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, line.Address.Port);
        using var accepted = await server.AcceptTcpClientAsync();
        var sent = Stopwatch.GetTimestamp();

        await client.GetStream().WriteAsync(new byte[12_500]);
        var buffer = new byte[12_500];
        await accepted.GetStream().ReadExactlyAsync(buffer.AsMemory(0, 1));
        var first = Stopwatch.GetElapsedTime(sent);
        await accepted.GetStream().ReadExactlyAsync(buffer.AsMemory(1));
        var all = Stopwatch.GetElapsedTime(sent);

        Assert.That(first.TotalMilliseconds, Is.GreaterThanOrEqualTo(delayMilliseconds - 1));
        Assert.That(all.TotalSeconds, Is.GreaterThanOrEqualTo(12_500 * 8 / bitsPerSecond - 0.01), "100 kbit take two seconds at 50 kbit/s");
    }

    [Test]
    public Task At_600_ms_there_and_back_it_never_stops_learning_and_is_known() => ExpectAsync(Satellite, double.PositiveInfinity, static _ => { });

    [Test]
    public Task At_50_kbit_it_never_stops_learning_and_is_known() => ExpectAsync(TimeSpan.FromMilliseconds(20), 50_000, static _ => { });

    [Test]
    public Task On_a_line_that_is_cut_and_joined_all_the_time_it_never_stops_learning_and_is_known_once_it_holds() =>
        ExpectAsync(TimeSpan.Zero, double.PositiveInfinity, static line => line.IsCut = !line.IsCut);

    private async Task ExpectAsync(TimeSpan delay, double bitsPerSecond, Action<RoughLine> disturb)
    {
        var schema = SchemaDocument.From(DataSets.Open("sea?count=10", null, strict: true).Schema);
        var manifest = new TaskManifest("sea", schema, "linear-logistic");
        await File.WriteAllTextAsync(Folder.File("task.json"), JsonSerializer.Serialize(manifest, CartelJson.Default.TaskManifest));
        using var registry = CartelProgram.Start("cartel-registry.dll", Folder.Path, "--port", "0", "--data", "registry");
        var listening = await Eventually.GetAsync(() => Task.FromResult(registry.Output), static text => text.Contains("Listening on ", StringComparison.Ordinal));
        var address = new Uri(listening.Trim()["Listening on ".Length..]);
        await using var line = new RoughLine(new IPEndPoint(IPAddress.Loopback, address.Port), delay, bitsPerSecond);
        string[] arguments =
        [
            "run", "--name", "gateway-7", "--task", "task.json", "--data", $"sea?count={Samples}", "--state", "state", "--rate", $"{Rate}", "--report-every", "1",
            "--registry", line.Address.ToString(), "--listen", $"{FreePort.Next()}",
        ];
        var begun = Stopwatch.GetTimestamp();
        using var agent = CartelProgram.Start("cartel-agent.dll", Folder.Path, arguments);
        var gains = await WatchAsync(int.Parse(arguments[^1], CultureInfo.InvariantCulture), () => disturb(line));
        ProcessList.Signal("INT", agent.Id);
        var code = await agent.EndAsync(Patience);
        var took = Stopwatch.GetElapsedTime(begun);
        line.IsCut = false;

        // An answer is waited for up to ten seconds: learning that waited for one would stand still for a whole period, and for several.
        Assert.That(gains, Is.All.GreaterThan(Period.TotalSeconds * Rate / 10), agent.Errors);
        Assert.That(code, Is.Zero, agent.Errors);
        var report = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Path.Combine(Folder.File("state"), AgentReport.FileName)), AgentJson.Default.AgentReport)!;
        TestContext.Out.WriteLine($"{report.Samples} samples at {Rate} a second took {took.TotalSeconds:0.0} s, of them in {Period.TotalSeconds} s each {string.Join(", ", gains)}; {line.Connections} connections");
        // Some connections are for pairs of calls at once; one that is cut is tried again with growing pauses.
        Assert.That(line.Connections, Is.LessThan(10 + (4 * took.TotalSeconds)), "no storm of attempts");

        // What it could not tell by its end it tells when it is started again.
        using var again = CartelProgram.Start("cartel-agent.dll", Folder.Path, arguments);
        using var http = new HttpClient { BaseAddress = address };
        await Eventually.GetAsync(
            async () => (await new RegistryClient(http).AgentsAsync("sea")).SingleOrDefault(), known => known?.Status?.SampleCount >= report.Samples, Patience);
    }

    // How many samples are learned in each period that lies between two disturbances.
    private static async Task<long[]> WatchAsync(int port, Action disturb)
    {
        using var local = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.GetAsync(BeginsAsync, static begins => begins);
        var gains = new long[Periods];
        for (var i = 0; i < Periods; i++)
        {
            var before = await SamplesAsync();
            disturb();
            await Task.Delay(Period, TimeProvider.System);
            gains[i] = await SamplesAsync() - before;
        }

        return gains;

        async Task<long> SamplesAsync() => JsonSerializer.Deserialize(await local.GetStringAsync("/v1/status"), AgentJson.Default.StatusReport)!.Agent!.Learning.Samples;

        async Task<bool> BeginsAsync()
        {
            try
            {
                return await SamplesAsync() > 0;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }
}
