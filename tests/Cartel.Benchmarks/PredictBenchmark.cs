using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Cartel.Benchmarks;

/// <summary>How long one prediction over loopback HTTP takes while the agent that is asked learns: at full speed, and at the paces of usual gateways.</summary>
/// <remarks>Requests are sent at fixed moments whatever the answers do, so that one slow answer does not hold the next ones back; each is
/// timed from its sending to the last byte of its answer.</remarks>
internal static class PredictBenchmark
{
    private const int Features = 20;
    private const int Rows = 50_000;
    private const int Connections = 32;
    private const int WarmUpSeconds = 3;
    private const double FullSpeed = double.PositiveInfinity;
    private static readonly double[] Paces = [10_000, 1_000];
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Starts an agent, asks it for some seconds, and prints the latencies.</summary>
    /// <param name="program">The agent's program; null: the one that was built.</param>
    /// <param name="perSecond">Requests a second.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="checkpointEvery">Seconds between its checkpoints.</param>
    public static async Task PrintAsync(string? program, int perSecond, int seconds, double checkpointEvery)
    {
        var folder = Directory.CreateTempSubdirectory("cartel-bench-").FullName;
        try
        {
            Console.WriteLine(Machine.Describe());
            Console.WriteLine($"load {Machine.Load()}");
            Console.WriteLine();
            Console.WriteLine("| agent | resident MiB | samples/s | requests/s | p50 ms | p90 ms | p99 ms | p99.9 ms | most ms |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
            await MeasureAsync(folder, "silent", FullSpeed, program, 0, seconds, checkpointEvery);
            await MeasureAsync(folder, "listens", FullSpeed, program, 0, seconds, checkpointEvery);
            await MeasureAsync(folder, "asked", FullSpeed, program, perSecond, seconds, checkpointEvery);
            foreach (var pace in Paces)
                await MeasureAsync(folder, string.Create(CultureInfo.InvariantCulture, $"asked, --rate {pace}"), pace, program, perSecond, seconds, checkpointEvery);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, string name, double pace, string? program, int perSecond, int seconds, double checkpointEvery)
    {
        var port = name == "silent" ? 0 : FreePort();
        var state = Path.Combine(folder, name);
        using var agent = Start(folder, program, state, port, pace, checkpointEvery);
        try
        {
            await WaitAsync(state);
            var latencies = perSecond == 0 ? [] : await AskAsync(port, perSecond, WarmUpSeconds, seconds);
            if (perSecond == 0) await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
            using var status = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(state, "status.json")));
            var resident = status.RootElement.GetProperty("process").GetProperty("residentBytes").GetDouble() / (1 << 20);
            var rate = status.RootElement.GetProperty("learning").GetProperty("samplesPerSecond").GetDouble();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {resident:0.0} | {rate:N0} | {latencies.Count / (double)seconds:N0} | {Quantiles(latencies)} |"));
        }
        finally
        {
            agent.Kill();
            await agent.WaitForExitAsync();
        }
    }

    private static Process Start(string folder, string? program, string state, int port, double pace, double checkpointEvery)
    {
        if (program is not null && !File.Exists(program)) throw new ArgumentException($"there is no program {program}; ./cartel publish makes one");

        var task = Path.Combine(folder, "task.json");
        var features = string.Join(',', Enumerable.Range(0, Features).Select(static i => $$"""{"name": "x{{i}}", "kind": "numeric"}"""));
        File.WriteAllText(task, $$"""{"name": "bench", "learner": "linear-logistic", "schema": {"classes": ["a", "b"], "features": [{{features}}] } }""");
        string[] agent = program is null ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "cartel-agent.dll")] : [program];
        string[] arguments =
        [
            .. agent[1..], "run", "--name", "bench", "--task", task, "--data", "csv:-?label=class", "--state", state, "--listen", $"{port}",
            "--checkpoint-every", checkpointEvery.ToString(CultureInfo.InvariantCulture), "--log-level", "error",
            .. double.IsPositiveInfinity(pace) ? [] : (string[])["--rate", pace.ToString(CultureInfo.InvariantCulture)],
        ];
        var process = Process.Start(new ProcessStartInfo(agent[0], arguments) { RedirectStandardInput = true })!;
        new Thread(() => Feed(process.StandardInput.BaseStream)) { IsBackground = true }.Start();
        return process;
    }

    // The same rows again and again, as fast as they are taken.
    private static void Feed(Stream pipe)
    {
        var (random, rows) = (new Random(1), new StringBuilder());
        for (var i = 0; i < Rows; i++)
        {
            var label = random.Next(2);
            for (var j = 0; j < Features; j++) rows.Append(((random.NextDouble() * 2) - 1 + (j == 0 ? label : 0)).ToString("0.###", CultureInfo.InvariantCulture)).Append(',');
            rows.Append(label == 0 ? "a\n" : "b\n");
        }

        try
        {
            pipe.Write(Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, Features).Select(static i => $"x{i}")) + ",class\n"));
            var bytes = Encoding.ASCII.GetBytes(rows.ToString());
            while (true) pipe.Write(bytes);
        }
        catch (IOException)
        {
            // The agent was stopped.
        }
    }

    private static async Task WaitAsync(string state)
    {
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30);)
        {
            if (File.Exists(Path.Combine(state, "status.json"))) return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new InvalidOperationException("the agent did not begin within 30 s");
    }

    private static async Task<IReadOnlyList<double>> AskAsync(int port, int perSecond, int warmUp, int seconds)
    {
        var body = "{" + string.Join(',', Enumerable.Range(0, Features).Select(static i => $"\"x{i}\":0.{i:00}")) + "}";
        var request = Encoding.ASCII.GetBytes($"POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        using var gate = new SemaphoreSlim(Connections);
        var free = new Stack<Asker>();
        for (var i = 0; i < Connections; i++) free.Push(await Asker.ConnectAsync(port));
        var (latencies, pending) = (new List<double>(perSecond * seconds), new List<Task>());
        var (watch, sent) = (Stopwatch.StartNew(), 0);
        using var timer = new PeriodicTimer(Tick);
        while (watch.Elapsed.TotalSeconds < warmUp + seconds)
        {
            await timer.WaitForNextTickAsync();
            for (var due = (int)(watch.Elapsed.TotalSeconds * perSecond); sent < due; sent++) pending.Add(OneAsync(watch.Elapsed.TotalSeconds >= warmUp));
            pending.RemoveAll(static one => one.IsCompletedSuccessfully);
        }

        await Task.WhenAll(pending);
        return latencies;

        async Task OneAsync(bool counts)
        {
            // Who waits for a connection waits, too.
            var start = Stopwatch.GetTimestamp();
            await gate.WaitAsync();
            Asker asker;
            lock (free) asker = free.Pop();
            await asker.AskAsync(request);
            var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            lock (latencies)
            {
                if (counts) latencies.Add(took);
            }

            lock (free) free.Push(asker);
            gate.Release();
        }
    }

    private static string Quantiles(IReadOnlyList<double> latencies)
    {
        if (latencies.Count == 0) return "– | – | – | – | –";

        var sorted = latencies.Order().ToList();
        return string.Join(" | ", ((double[])[0.5, 0.9, 0.99, 0.999, 1]).Select(share => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))].ToString("0.000", CultureInfo.InvariantCulture)));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>One connection, which asks again and again.</summary>
    private sealed class Asker(Socket socket)
    {
        private readonly byte[] _buffer = new byte[4096];

        public static async Task<Asker> ConnectAsync(int port)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return new Asker(socket);
        }

        public async Task AskAsync(byte[] request)
        {
            await socket.SendAsync(request);
            for (var read = 0; !IsWhole(_buffer.AsSpan(0, read));)
            {
                var more = await socket.ReceiveAsync(_buffer.AsMemory(read));
                if (more == 0) throw new InvalidOperationException("the agent closed the connection: " + Encoding.ASCII.GetString(_buffer, 0, read));
                read += more;
            }

            if (!_buffer.AsSpan().StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException(Encoding.ASCII.GetString(_buffer));
        }

        private static bool IsWhole(ReadOnlySpan<byte> answer)
        {
            var end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0) return false;

            var length = answer[(answer.IndexOf("Content-Length: "u8) + 16)..];
            return Utf8Parser.TryParse(length, out int bytes, out _) && answer.Length >= end + 4 + bytes;
        }
    }
}
