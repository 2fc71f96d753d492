namespace Cartel.Streams;

/// <summary>A <c>--data</c> name whose format, option or file is unknown here; the message lists the choices.</summary>
public sealed class DataSpecException(string spec, string reason) : Exception($"{spec}: {reason}")
{
    /// <summary>The name as it was given.</summary>
    public string Spec { get; } = spec;
}
