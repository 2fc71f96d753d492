namespace Cartel.Learning;

/// <summary>How near a detector is to a signal, after its last value.</summary>
/// <param name="Statistic">What it compares with its thresholds, in a unit of its own; the higher, the nearer.</param>
/// <param name="DriftAt">Beyond this it signals <see cref="DriftSignal.Drift"/>.</param>
/// <param name="WarningAt">Beyond this it signals <see cref="DriftSignal.Warning"/>; null: it never warns.</param>
public readonly record struct DetectorReading(double Statistic, double DriftAt, double? WarningAt = null);

/// <summary>How near one of a monitor's detectors is to a signal.</summary>
/// <param name="Class">The index of the class whose recall it watches; null: it watches all errors.</param>
/// <param name="Reading">How near it is.</param>
public readonly record struct MonitorReading(int? Class, DetectorReading Reading);
