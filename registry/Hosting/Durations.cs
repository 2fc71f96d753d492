using System.Globalization;

namespace Cartel.Registry.Hosting;

/// <summary>Times on the command line: a whole number with its unit.</summary>
internal static class Durations
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    public static TimeSpan Parse(string text, Action<string> complain)
    {
        var digits = text.AsSpan().TrimEnd("ms");
        var unit = text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            _ => TimeSpan.Zero,
        };
        var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        var time = isNumber ? unit * count : TimeSpan.Zero;
        if (time < Least || time > Most) complain($"“{text}” is not a time from 100ms to 5m, such as 500ms, 10s or 1m.");
        return time;
    }
}
