using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>How near a trigger's detector is to an alarm.</summary>
/// <param name="Name">The trigger, such as <c>class-recall:hddm-a</c>.</param>
/// <param name="Class">The index of the class whose recall it watches; null: it watches all errors.</param>
/// <param name="Reading">How near it is.</param>
public readonly record struct TriggerReading(string Name, int? Class, DetectorReading Reading)
{
    /// <summary>Its statistic as a share of where it signals; the higher, the nearer.</summary>
    public double Nearness => Reading.DriftAt > 0 ? Reading.Statistic / Reading.DriftAt : 0;
}
