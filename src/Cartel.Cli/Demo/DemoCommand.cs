using System.CommandLine;

namespace Cartel.Cli;

/// <summary><c>./cartel demo</c>: registry, dashboard and agents on a stream that drifts.</summary>
internal static class DemoCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create() => new("demo", """
        Starts a registry with its dashboard and agents on a stream that drifts, each beside a twin that learns alone.

        Example: ./cartel demo --for 60s
        """);
}
