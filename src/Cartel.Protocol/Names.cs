namespace Cartel.Protocol;

/// <summary>The rule for the names of namespaces, tasks and agents, which stand in paths and keys.</summary>
public static class Names
{
    /// <summary>The rule in words.</summary>
    public const string Rule = "1 to 63 of a–z, 0–9 and hyphen";

    /// <summary>The namespace of those who name none.</summary>
    public const string DefaultNamespace = "default";

    /// <summary>Whether a text is a name: 1 to 63 of a–z, 0–9 and hyphen.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: > 0 and < 64 } && text.All(static c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));
}
