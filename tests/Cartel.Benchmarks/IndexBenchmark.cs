using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Cartel.Collaboration;

namespace Cartel.Benchmarks;

/// <summary>How fast the nearest of many agents are found, exactly, beside numpy that looks at all of them.</summary>
internal static class IndexBenchmark
{
    private const int Nearest = 10;
    private const int Rounds = 5;
    private const int NumpyQueries = 5;

    // A registry's feed brings changes in such batches.
    private const int Batch = 64;
    private static readonly TimeSpan Updating = TimeSpan.FromSeconds(5);

    public static void Print(int agents, IReadOnlyList<int> classes, IReadOnlyList<string> populations)
    {
        Console.WriteLine(Machine.Describe());
        Console.WriteLine();
        Console.WriteLine($"Top {Nearest}, one thread, ms; the best of {Rounds} rounds, since others may use the machine (load {Machine.Load()}). Columns with “CPU”: time that the thread itself computed. “Moving”: while another thread lets agents' windows slide by four samples each, every tenth time all new counts, {Batch} agents at once.");
        Console.WriteLine();
        Console.WriteLine("| population | agents | classes | build s | median | p95 | p99 | CPU median | CPU p99 | compared | updates/s | updates per CPU s | moving: median | moving: p99 | bytes/agent | of 8-byte counts | numpy f32 median |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var count in classes)
        {
            foreach (var population in populations) Print(population, agents, count);
        }
    }

    private static void Print(string name, int agents, int classes)
    {
        var population = new IndexPopulation(name, classes, seed: 1);
        var counts = new long[agents * (long)classes];
        for (var i = 0; i < agents; i++) population.Draw().CopyTo(Of(counts, i, classes));
        long[][] queries = [.. Enumerable.Range(0, classes > 20 ? 50 : 1000).Select(_ => population.Draw())];

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new NeighbourIndex(classes);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < agents; i++) index.Put(i, Of(counts, i, classes));
        var build = watch.Elapsed.TotalSeconds;
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)agents;

        foreach (var query in queries) Ask(index, query);
        double[][] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => Times(queries.Select(query => Ask(index, query))))];
        double[][] used = [.. Enumerable.Range(0, Rounds).Select(_ => Times(queries.Select(query => Used(index, query))))];
        var (updates, perCpu, moving) = WhileMoving(index, counts, classes, queries);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {agents:N0} | {classes} | {build:0.0} | {Best(rounds, 0.5)} | {Best(rounds, 0.95)} | {Best(rounds, 0.99)} | {Best(used, 0.5)} | {Best(used, 0.99)} | {Compared(index, queries):0} | {updates:N0} | {perCpu:N0} | {At(moving, 0.5):0.000} | {At(moving, 0.99):0.000} | {bytes:0} | {bytes / 8 / classes:0.00} | {Numpy(counts, classes, queries)} |"));
    }

    private static Span<long> Of(long[] counts, int agent, int classes) =>
        MemoryMarshal.CreateSpan(ref counts[agent * (long)classes], classes);

    private static double Ask(NeighbourIndex index, long[] query)
    {
        var best = new NearAgent[Nearest];
        var start = Stopwatch.GetTimestamp();
        index.Nearest(query, best);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Used(NeighbourIndex index, long[] query)
    {
        var best = new NearAgent[Nearest];
        var start = Machine.ThreadSeconds();
        index.Nearest(query, best);
        return (Machine.ThreadSeconds() - start) * 1000;
    }

    // How many agents a search compares exactly.
    private static double Compared(NeighbourIndex index, long[][] queries) => queries.Average(query =>
    {
        index.Nearest(query, new NearAgent[Nearest], allows: null, out var work);
        return work.Agents;
    });

    // Another thread lets windows of agents drawn at random slide, or gives one in ten all new counts.
    private static (double PerSecond, double PerCpuSecond, double[] Times) WhileMoving(NeighbourIndex index, long[] counts, int classes, long[][] queries)
    {
        var (updates, cpu, stop) = (0L, 0.0, false);
        var agents = (int)(counts.Length / classes);
        var writer = new Thread(() =>
        {
            var random = new Cartel.Learning.SeededRandom(2);
            var start = Machine.ThreadSeconds();
            var (slots, changed) = (new int[Batch], new long[Batch * classes]);
            while (!Volatile.Read(ref stop))
            {
                for (var i = 0; i < Batch; i++, updates++)
                {
                    slots[i] = random.Next(agents);
                    var window = Of(counts, slots[i], classes);
                    if (updates % 10 == 0) Of(counts, random.Next(agents), classes).CopyTo(window);
                    else Slide(window, random);
                    window.CopyTo(changed.AsSpan(i * classes, classes));
                }

                index.Put(slots, changed);
            }

            cpu = Machine.ThreadSeconds() - start;
        });
        var (times, watch, at) = (new List<double>(), Stopwatch.StartNew(), 0);
        writer.Start();
        while (watch.Elapsed < Updating) times.Add(Ask(index, queries[at++ % queries.Length]));
        Volatile.Write(ref stop, true);
        var seconds = watch.Elapsed.TotalSeconds;
        writer.Join();
        return (updates / seconds, updates / cpu, Times(times));
    }

    // Four samples come, and up to four leave.
    private static void Slide(Span<long> window, Cartel.Learning.SeededRandom random)
    {
        for (var i = 0; i < 4; i++)
        {
            window[random.Next(window.Length)]++;
            ref var leaves = ref window[random.Next(window.Length)];
            leaves = Math.Max(0, leaves - 1);
        }

        if (window.IndexOfAnyExcept(0L) < 0) window[0] = 1;
    }

    private static string Numpy(long[] counts, int classes, long[][] queries)
    {
        var file = Path.GetTempFileName();
        try
        {
            using (var stream = File.Create(file))
            {
                for (var i = 0; i < counts.Length / classes; i++) stream.Write(MemoryMarshal.AsBytes((ReadOnlySpan<long>)Of(counts, i, classes)));
                foreach (var query in queries.Take(NumpyQueries)) stream.Write(MemoryMarshal.AsBytes<long>(query));
            }

            return Python.Run(Path.Combine(Machine.Folder, "nearest.py"), file, $"{classes}", $"{NumpyQueries}") ?? "no numpy";
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Best(double[][] rounds, double share) => rounds.Min(times => At(times, share)).ToString("0.000", CultureInfo.InvariantCulture);

    private static double At(double[] times, double share) => times[(int)(share * (times.Length - 1))];

    private static double[] Times(IEnumerable<double> times) => [.. times.Order()];
}
