using System.CommandLine.Parsing;
using System.Globalization;

namespace Cartel.Cli;

/// <summary>Options that are a time: <c>90</c>, <c>90s</c>, <c>2m</c> or <c>1h</c>; a plain number is seconds.</summary>
internal static class TimeOption
{
    private static readonly TimeSpan Most = TimeSpan.FromHours(24);

    public static TimeSpan? Parse(ArgumentResult result, TimeSpan least)
    {
        var text = result.Tokens[0].Value;
        var unit = text[^1] switch { 'h' => 3600, 'm' => 60, _ => 1 };
        var number = text[^1] is 's' or 'm' or 'h' ? text[..^1] : text;
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count * unit >= least.TotalSeconds && count * unit <= Most.TotalSeconds)
            return TimeSpan.FromSeconds(count * unit);

        var name = (result.Parent as OptionResult)?.Option.Name;
        result.AddError($"{name} takes a time such as 60s, 2m or 1h, from {least.TotalSeconds:0} s to 24 h, and not “{text}”");
        return null;
    }
}
