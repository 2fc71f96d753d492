using System.Globalization;

namespace Cartel.Cli;

/// <summary>Maps values to pixels, with round numbers for ticks.</summary>
/// <param name="least">The value at the beginning; above 0 where the axis is logarithmic.</param>
/// <param name="most">The value at the end; above <paramref name="least"/>.</param>
/// <param name="from">The pixel at the beginning.</param>
/// <param name="to">The pixel at the end.</param>
/// <param name="isLog">Whether equal ratios have equal lengths.</param>
internal sealed class PlotAxis(double least, double most, double from, double to, bool isLog)
{
    private const int Ticks = 5;

    /// <summary>The pixel of a value; values beyond the ends lie at them.</summary>
    public double At(double value)
    {
        var share = isLog ? Math.Log(Math.Max(value, least) / least) / Math.Log(most / least) : (value - least) / (most - least);
        return from + (Math.Clamp(share, 0, 1) * (to - from));
    }

    /// <summary>Round values between the ends.</summary>
    public IEnumerable<double> Marks()
    {
        if (isLog)
        {
            for (var power = Math.Ceiling(Math.Log10(least) - 1e-9); power <= Math.Log10(most) + 1e-9; power++) yield return Math.Pow(10, power);
            yield break;
        }

        var rough = (most - least) / Ticks;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = unit * ((rough / unit) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        for (var i = Math.Ceiling((least / step) - 1e-9); i * step <= most + (step * 1e-6); i++) yield return (i * step) + 0.0; // no negative zero
    }

    /// <summary>A tick's text.</summary>
    public static string Text(double value) => value switch
    {
        >= 1e3 => PaperReport.Size(value),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
