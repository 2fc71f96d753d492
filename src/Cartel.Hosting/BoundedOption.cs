using System.CommandLine;

namespace Cartel.Hosting;

/// <summary>An option that is a number within bounds; who describes it can read them.</summary>
internal interface IBounded
{
    /// <summary>The least that is allowed; may be −∞.</summary>
    double Least { get; }

    /// <summary>The most that is allowed; may be ∞.</summary>
    double Most { get; }
}

/// <summary>The same with its value's type.</summary>
internal sealed class BoundedOption<T>(string name, double least, double most) : Option<T>(name), IBounded
{
    public double Least => least;

    public double Most => most;
}
