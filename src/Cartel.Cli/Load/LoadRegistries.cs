using System.Buffers.Text;
using System.Net.Sockets;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Cartel.Cli;

/// <summary>The registries under load: those that were named, or some that live as long as the run, on a folder that goes with it.</summary>
internal sealed class LoadRegistries : IAsyncDisposable
{
    private static readonly byte[] ResidentMetric = "\nprocess_resident_memory_bytes "u8.ToArray();

    private readonly List<OwnedProcess> _processes = [];
    private readonly List<OwnedProcess> _registries = [];
    private DirectoryInfo? _folder;

    private readonly string _credentials;
    private readonly X509ChainPolicy? _trust;

    private LoadRegistries(LoadSettings settings, X509ChainPolicy? trust)
    {
        (Addresses, _trust) = (settings.Registries, trust);
        _credentials = settings.Token is { } token ? $"Authorization: Bearer {token}\r\n" : "";
    }

    /// <summary>Where they listen.</summary>
    public IReadOnlyList<Uri> Addresses { get; private set; }

    /// <summary>Takes those that the settings name, or starts some.</summary>
    /// <exception cref="LoadException">They do not start.</exception>
    public static async Task<LoadRegistries> OpenAsync(LoadSettings settings, X509ChainPolicy? trust, TimeProvider time, CancellationToken stop)
    {
        var registries = new LoadRegistries(settings, trust);
        if (settings.Registries.Count > 0) return registries;

        try
        {
            await registries.StartAsync(settings, time, stop);
            return registries;
        }
        catch
        {
            await registries.DisposeAsync();
            throw;
        }
    }

    /// <summary>Processor time that registries and Redis have taken together; null of those that were not started here.</summary>
    public TimeSpan? ProcessorTime => _processes.Count > 0 ? _processes.Aggregate(TimeSpan.Zero, static (sum, one) => sum + one.ProcessorTime) : null;

    /// <summary>Their resident memory together, in bytes; null if one does not say.</summary>
    public async Task<long?> ResidentBytesAsync(CancellationToken stop)
    {
        if (_registries.Count > 0) return _registries.Sum(static one => one.ResidentBytes);

        var sum = 0L;
        foreach (var address in Addresses)
        {
            if (await ScrapeAsync(address, stop) is not { } bytes) return null;
            sum += bytes;
        }

        return sum;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The registries first, while their Redis still answers.
        for (var i = _processes.Count - 1; i >= 0; i--) await _processes[i].DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    private async Task StartAsync(LoadSettings settings, TimeProvider time, CancellationToken stop)
    {
        _folder = Directory.CreateTempSubdirectory("cartel-load-");
        string[] store = settings.OnRedis ? ["--store", "redis", "--redis", settings.Redis ?? await StartRedisAsync(time, stop)] : ["--store", "sqlite"];
        var addresses = new List<Uri>();
        for (var i = 0; i < settings.Replicas; i++)
        {
            var registry = OwnedProcess.Start(
                "the registry", Environment.ProcessPath!,
                [
                    Path.Combine(AppContext.BaseDirectory, "cartel-registry.dll"), "--port", "0", "--data", Path.Combine(_folder.FullName, "registry"),
                    "--stop-with-stdin", .. store,
                ],
                endsWithInput: true, time);
            _processes.Add(registry);
            _registries.Add(registry);
            addresses.Add(new Uri(await registry.HearAsync("Listening on ", stop)));
        }

        Addresses = addresses;
    }

    // As an operator would run it: what was acknowledged is on the disk a second later.
    private async Task<string> StartRedisAsync(TimeProvider time, CancellationToken stop)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var redis = OwnedProcess.Start(
            "redis-server", "redis-server",
            ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", _folder!.FullName, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"],
            endsWithInput: false, time);
        _processes.Add(redis);
        await redis.HearAsync("Ready to accept connections", stop);
        return $"127.0.0.1:{port}";
    }

    private async Task<long?> ScrapeAsync(Uri registry, CancellationToken stop)
    {
        await using var line = new HttpLine(registry, _trust);
        try
        {
            var reply = await line.SendAsync(System.Text.Encoding.ASCII.GetBytes($"GET /metrics HTTP/1.1\r\nHost: {registry.Authority}\r\n{_credentials}\r\n"), stop);
            var at = reply.Status == 200 ? reply.Body.Span.IndexOf(ResidentMetric) : -1;
            return at >= 0 && Utf8Parser.TryParse(reply.Body.Span[(at + ResidentMetric.Length)..], out double bytes, out _) ? (long)bytes : null;
        }
        catch (Exception broken) when (broken is IOException or SocketException or AuthenticationException or InvalidDataException)
        {
            return null;
        }
    }
}
