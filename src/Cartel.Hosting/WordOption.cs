using System.CommandLine;

namespace Cartel.Hosting;

/// <summary>Options that are one of a few words; anything else is an error that lists them.</summary>
public static class WordOption
{
    /// <summary>One that has a value when it is not given.</summary>
    /// <param name="name">Its name, with hyphens.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="otherwise">Its value when it is not given.</param>
    /// <param name="others">What it may be beside that.</param>
    public static Option<T> Create<T>(string name, string description, T otherwise, params T[] others)
        where T : struct, Enum
    {
        T[] all = [otherwise, .. others];
        var option = new Option<T>(name)
        {
            Description = description,
            DefaultValueFactory = _ => otherwise,
            CustomParser = result =>
            {
                var said = result.Tokens[0].Value;
                if (Array.FindIndex(all, one => Word(one).Equals(said, StringComparison.OrdinalIgnoreCase)) is >= 0 and var found) return all[found];

                result.AddError($"{name} must be one of {string.Join(", ", all.Select(Word))}; “{said}” is none");
                return otherwise;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(context => all.Select(one => new System.CommandLine.Completions.CompletionItem(Word(one))));
        return option;
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
