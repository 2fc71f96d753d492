using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Cartel.Hosting;

/// <summary>Options that are a number within bounds; anything else is an error that names them.</summary>
public static class NumberOption
{
    /// <summary>One that has a value when it is not given.</summary>
    /// <param name="name">Its name, with hyphens.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="otherwise">Its value when it is not given.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most that is allowed.</param>
    public static Option<T> Create<T>(string name, string description, T otherwise, T least, T most)
        where T : struct, INumber<T> => new BoundedOption<T>(name, double.CreateSaturating(least), double.CreateSaturating(most))
        {
            Description = description,
            DefaultValueFactory = _ => otherwise,
            CustomParser = result => Parse(result, name, least, most) ?? otherwise,
        };

    /// <summary>One that has none.</summary>
    /// <param name="name">Its name, with hyphens.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most that is allowed.</param>
    public static Option<T?> Create<T>(string name, string description, T least, T most)
        where T : struct, INumber<T> => new BoundedOption<T?>(name, double.CreateSaturating(least), double.CreateSaturating(most)) { Description = description, CustomParser = result => Parse(result, name, least, most) };

    private static T? Parse<T>(ArgumentResult result, string name, T least, T most)
        where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        var isNumber = T.TryParse(text, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number >= least && number <= most) return number;

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must lie between {least} and {most}{(isNumber ? "" : $"; “{text}” is no such number")}"));
        return null;
    }
}
