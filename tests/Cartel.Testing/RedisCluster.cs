using System.Diagnostics;

namespace Cartel.Testing;

/// <summary>A real Redis Cluster on free ports: three masters, and as many replicas for each as asked for.</summary>
public sealed class RedisCluster : IRedisHost
{
    private const int Masters = 3;
    private const int NodeTimeoutMilliseconds = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RedisServer[] _nodes;

    private RedisCluster(RedisServer[] nodes) => _nodes = nodes;

    /// <summary>Two of its nodes, as a registry is told of them.</summary>
    public string Address => $"{_nodes[0].Address},{_nodes[1].Address}";

    /// <summary>Starts one and waits until all its nodes serve.</summary>
    /// <param name="replicas">Replicas of each master, 0 to 2.</param>
    /// <param name="settings">More arguments of each node.</param>
    public static RedisCluster Start(int replicas = 0, params string[] settings)
    {
        var nodes = Enumerable.Range(0, Masters * (1 + replicas)).Select(_ => RedisServer.Start(
            [.. settings, "--cluster-enabled", "yes", "--cluster-port", $"{FreePort.Next()}", "--cluster-node-timeout", $"{NodeTimeoutMilliseconds}",
            "--cluster-replica-validity-factor", "0", "--repl-diskless-sync-delay", "0"])).ToArray();
        var cluster = new RedisCluster(nodes);
        try
        {
            cluster.Join(replicas);
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>The master that holds a key.</summary>
    public RedisServer MasterOf(string key)
    {
        var slot = _nodes[0].Command($"CLUSTER KEYSLOT {key}").Trim().TrimStart(':');
        return _nodes.First(node => Ask(node, "CLUSTER", "COUNTKEYSINSLOT", slot) is not "0" && IsMaster(node));
    }

    /// <inheritdoc/>
    public void Flush()
    {
        foreach (var node in _nodes.Where(IsMaster)) node.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var node in _nodes) node.Dispose();
    }

    private static bool IsMaster(RedisServer node) => node.IsAlive && node.Command("ROLE").Contains("master", StringComparison.Ordinal);

    private void Join(int replicas)
    {
        Cli(["--cluster", "create", .. _nodes.Select(static node => node.Address), "--cluster-replicas", $"{replicas}", "--cluster-yes"]);
        var waited = Stopwatch.StartNew();
        foreach (var node in _nodes)
        {
            while (!node.Command("CLUSTER INFO").Contains("cluster_state:ok", StringComparison.Ordinal) || !Ask(node, "CLUSTER", "SLOTS").Contains(_nodes[^1].Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))
            {
                if (waited.Elapsed > Patience) throw new TimeoutException($"the cluster at {Address} is not whole after {Patience}");
                using var pause = new ManualResetEventSlim();
                pause.Wait(20);
            }
        }
    }

    private static string Ask(RedisServer node, params string[] command) => Cli(["-p", $"{node.Port}", .. command]).Trim();

    private static string Cli(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("redis-cli", arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"redis-cli {string.Join(' ', arguments)} failed: {output}");
    }
}
