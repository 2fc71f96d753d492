using System.Net.Sockets;
using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Hosting;
using Cartel.Testing;
using Microsoft.AspNetCore.Builder;

namespace Cartel.Simulation.Tests;

/// <summary>The simulated registry beside the real one: a process of its own kind, over HTTP, with its SQLite file.</summary>
public sealed class ContractTests
{
    private TemporaryFolder _folder = null!;
    private WebApplication _app = null!;

    [SetUp]
    public async Task Start()
    {
        _folder = new TemporaryFolder();
        _app = RegistryApplication.Build(new RegistryOptions { Port = 0, Data = _folder.Path });
        await _app.StartAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task The_same_script_gets_the_same_answers_from_both()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        var real = await new Scenario(new RegistryClient(http)).RunAsync();

        var simulated = Simulate(out _);

        Assert.That(simulated, Is.EqualTo(real));
        Assert.That(real, Has.Some.EqualTo("stale-sequence").And.Some.EqualTo("illegal-move").And.Some.EqualTo("donor-not-offered"));
    }

    [Test]
    public async Task The_metered_bytes_are_within_a_tenth_of_those_that_cross_a_socket()
    {
        var crossed = 0L;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new CountingStream(socket, count => Interlocked.Add(ref crossed, count));
            },
        })
        {
            BaseAddress = new Uri(_app.Urls.Single()),
        };
        await new Scenario(new RegistryClient(http)).RunAsync();

        Simulate(out var network);

        // On a socket there are no TCP/IP heads to be seen.
        var metered = network.Bytes.Total - (network.Messages * MeteredNetwork.SegmentBytes);
        Assert.That(metered, Is.EqualTo(crossed).Within(10).Percent, $"in {network.Messages} messages");
    }

    private static IReadOnlyList<string> Simulate(out MeteredNetwork network)
    {
        var clock = new VirtualClock();
        network = new MeteredNetwork(clock, devices: 1, LinkSettings.Default, seed: 1);
        var registry = new SimulatedRegistry(
            clock, new RegistryOptions(), new Matchmaker(NeighbourChoices.Create(NeighbourChoices.Default)), Scenario.Manifest, seed: 1);
        using var http = new HttpClient(new DeviceTransport(0, network, registry)) { BaseAddress = new Uri("http://127.0.0.1:5080") };
        var scenario = new Scenario(new RegistryClient(http, time: new VirtualTime(clock)));
        Task<IReadOnlyList<string>>? course = null;
        new VirtualContext(clock).Run(() => course = scenario.RunAsync());
        while (clock.Step())
        {
        }

        return course!.GetAwaiter().GetResult();
    }

    private sealed class CountingStream(Socket socket, Action<int> passed) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            passed(count);
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            passed(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
