namespace Cartel.Agent;

/// <summary>What a check came to.</summary>
public enum Verdict
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>The agent runs, but not as it should.</summary>
    Warning,

    /// <summary>The agent cannot run, or cannot collaborate.</summary>
    Error,
}

/// <summary>The result of one check.</summary>
/// <param name="Check">What was looked at: a word.</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="Message">What was found.</param>
/// <param name="Fix">What to do about it, or null.</param>
public sealed record Finding(string Check, Verdict Verdict, string Message, string? Fix = null);
