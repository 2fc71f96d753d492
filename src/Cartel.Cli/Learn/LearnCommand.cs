using System.CommandLine;

namespace Cartel.Cli;

/// <summary><c>./cartel learn</c>: one learner on one stream.</summary>
internal static class LearnCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create() => new("learn", """
        Runs one learner over one stream, predicting each sample before learning it, and prints how well it does.

        Example: ./cartel learn --data sea --learner linear
        """);
}
