using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Cartel.Cli;

/// <summary>Options that are a number within bounds.</summary>
internal static class NumberOption
{
    public static Option<T> Create<T>(string name, string description, T otherwise, T least, T most)
        where T : struct, INumber<T>
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            // What is no number at all the parser refuses itself.
            if (result.Tokens.Count == 1 && T.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var number)
                && !(number >= least && number <= most))
                result.AddError($"{name} must lie between {least} and {most}");
        });
        return option;
    }
}
