namespace Cartel.Cli;

/// <summary>What every command's exit code means.</summary>
internal static class ExitCode
{
    /// <summary>It did what it was asked to.</summary>
    public const int Done = 0;

    /// <summary>It could not; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong; standard error says where.</summary>
    public const int Misused = 2;
}
