using System.Globalization;
using System.Numerics;

namespace Cartel.Learning;

/// <summary>A learner's or detector's name with its settings: <c>name</c> or <c>name?setting=value&amp;setting=value</c>.</summary>
/// <remarks>Settings are taken one by one; what nobody took by <see cref="Done"/> is an unknown setting.</remarks>
public sealed class Settings
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];

    private Settings(string name, string text) => (Name, Text) = (name, text);

    /// <summary>What stands before the question mark.</summary>
    public string Name { get; }

    /// <summary>The whole, as it was given.</summary>
    public string Text { get; }

    /// <summary>Takes a text apart.</summary>
    /// <exception cref="ArgumentException">A setting is not of the form <c>name=value</c>, or is given twice.</exception>
    public static Settings Parse(string text)
    {
        var query = text.IndexOf('?', StringComparison.Ordinal);
        var settings = new Settings(query < 0 ? text : text[..query], text);
        if (query < 0) return settings;

        foreach (var pair in text[(query + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new ArgumentException($"“{pair}” in “{text}” is not of the form setting=value", nameof(text));
            if (!settings._values.TryAdd(pair[..equals], pair[(equals + 1)..]))
                throw new ArgumentException($"“{text}” gives “{pair[..equals]}” twice", nameof(text));
        }

        return settings;
    }

    /// <summary>A number within bounds, or <paramref name="otherwise"/> where it is not given.</summary>
    /// <exception cref="ArgumentException">It is no number, or out of bounds; the message names it and them.</exception>
    public T Number<T>(string setting, T otherwise, T least, T most)
        where T : INumber<T>
    {
        _known.Add(setting);
        if (!_values.TryGetValue(setting, out var text)) return otherwise;

        return T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException($"{Name}: {setting}={text} is not a number from {least} to {most}");
    }

    /// <summary>A setting that is no number, as it was given; null where it is not.</summary>
    public string? Word(string setting)
    {
        _known.Add(setting);
        return _values.GetValueOrDefault(setting);
    }

    /// <summary>Checks that every setting given was asked for.</summary>
    /// <exception cref="ArgumentException">One was not; the message names it and lists those there are.</exception>
    public void Done()
    {
        if (_values.Keys.FirstOrDefault(key => !_known.Contains(key)) is not { } unknown) return;

        var known = _known.Count == 0 ? "it has none" : $"its settings are {string.Join(", ", _known)}";
        throw new ArgumentException($"{Name} has no setting “{unknown}”; {known}");
    }
}
