namespace Cartel.Simulation;

/// <summary>What is wrong with a donor. Each also claims perfect recall in its profile.</summary>
public enum Fault
{
    /// <summary>Nothing: an honest device, or one whose data alone are bad.</summary>
    None,

    /// <summary>Claims that it knows every class from ten times as many samples; its parts are what they are.</summary>
    Liar,

    /// <summary>Lends the parts of its first publication for ever.</summary>
    Stale,

    /// <summary>Lends parts whose numbers have the opposite sign.</summary>
    SignFlip,

    /// <summary>Lends parts whose weights are a thousand times as large.</summary>
    Scale,

    /// <summary>Lends parts whose numbers are no numbers.</summary>
    Nan,

    /// <summary>Learned each class under the name of the next.</summary>
    LabelFlip,
}

/// <summary>Faults by the words of a workload.</summary>
public static class Faults
{
    private static readonly Dictionary<string, Fault> Known = new(StringComparer.Ordinal)
    {
        ["liar"] = Fault.Liar,
        ["stale"] = Fault.Stale,
        ["sign-flip"] = Fault.SignFlip,
        ["scale"] = Fault.Scale,
        ["nan"] = Fault.Nan,
        ["label-flip"] = Fault.LabelFlip,
    };

    /// <summary>The words that a simulation acts on; any other describes what the workload's data do by themselves.</summary>
    public static IReadOnlyCollection<string> Words => Known.Keys;

    /// <summary>The fault that a text names, or <see cref="Fault.None"/>.</summary>
    public static Fault Of(string? text) => text is null ? Fault.None : Known.GetValueOrDefault(text);
}
