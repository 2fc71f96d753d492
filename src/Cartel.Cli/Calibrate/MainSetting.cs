using System.Globalization;
using Cartel.Learning;

namespace Cartel.Cli;

/// <summary>The one setting by which a detector trades false alarms for delay.</summary>
/// <param name="Detector">The detector's name.</param>
/// <param name="Name">The setting's.</param>
/// <param name="Loudest">Its value at which the detector signals most readily.</param>
/// <param name="Quietest">Its value at which it hardly ever does.</param>
internal sealed record MainSetting(string Detector, string Name, double Loudest, double Quietest)
{
    private static readonly MainSetting[] All =
    [
        new("shiryaev-roberts", "threshold", 10, 1e100),
        new("adwin", "confidence", 0.999, 1e-100),
        new("ddm", "drift", 0.1, 1e3),
        new("eddm", "drift", 1, 1e-3),
        new("hddm-a", "drift", 0.999, 1e-100),
        new("hddm-w", "drift", 0.999, 1e-100),
        new("page-hinkley", "threshold", 0.1, 1e6),
        new("cusum", "threshold", 0.1, 1e3),
        new("kswin", "significance", 0.999, 1e-100),
    ];

    /// <summary>The detectors that have one.</summary>
    public static IReadOnlyList<string> Detectors { get; } = [.. All.Select(static setting => setting.Detector)];

    /// <summary>That of a detector, given with settings or without; null if it has none.</summary>
    public static MainSetting? Of(string detector) => Array.Find(All, setting => setting.Detector == Settings.Parse(detector).Name);

    /// <summary>The value at a share of the way from loudest (0) to quietest (1), in even steps of its logarithm, to three digits.</summary>
    public double At(double share)
    {
        var value = Math.Exp(Math.Log(Loudest) + share * (Math.Log(Quietest) - Math.Log(Loudest)));
        return double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>A detector's text with this setting put to a value, and its others as they are.</summary>
    public string Put(string detector, double value)
    {
        var query = detector.IndexOf('?', StringComparison.Ordinal);
        var others = query < 0 ? [] : detector[(query + 1)..].Split('&').Where(pair => !pair.StartsWith(Name + "=", StringComparison.Ordinal));
        return $"{Detector}?{string.Join('&', [.. others, string.Create(CultureInfo.InvariantCulture, $"{Name}={value}")])}";
    }
}
