using System.Globalization;

namespace Cartel.Registry.Security;

/// <summary>How long a token is good, on the command line: a whole number with m, h or d.</summary>
internal static class LongTimes
{
    public static TimeSpan? Parse(string text, Action<string> complain)
    {
        var unit = text.Length > 0 ? text[^1] : ' ';
        if (unit is 'm' or 'h' or 'd' && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 100_000)
            return count * (unit switch { 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), _ => TimeSpan.FromDays(1) });

        complain($"“{text}” is not a time such as 30m, 12h or 90d.");
        return null;
    }
}
