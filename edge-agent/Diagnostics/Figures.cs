using System.Globalization;

namespace Cartel.Agent;

/// <summary>Figures for people.</summary>
internal static class Figures
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>97.2%, or a dash where there is none.</summary>
    public static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known * 100:0.0}%") : "–";

    /// <summary>1,234.</summary>
    public static string Count(double count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>0.0123, 12.3, 1,234: three digits and more.</summary>
    public static string Number(double value) =>
        value.ToString(Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.0", >= 1 => "0.00", _ => "0.####" }, CultureInfo.InvariantCulture);

    /// <summary>12.3 MiB.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < Units.Length - 1; unit++) bytes /= 1024;
        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>3 s, 5 min, 2.5 h, 4 d.</summary>
    public static string Age(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, seconds):0} s"),
        < 7_200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0} d"),
    };

    /// <summary>“1 drift”, “2 drifts”.</summary>
    public static string Of(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";
}
