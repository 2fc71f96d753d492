using System.Globalization;
using System.Numerics;

namespace Cartel.Streams;

/// <summary>Takes the options of a spec one by one; what nobody took is an unknown option.</summary>
internal sealed class SpecOptions(DataSpec spec)
{
    private readonly List<string> _known = [];

    /// <summary>An option's text, or null where it is not given.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        return spec.Options.GetValueOrDefault(name);
    }

    /// <summary>A comma-separated list; empty where it is not given.</summary>
    public string[] List(string name) =>
        Text(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>A number within bounds.</summary>
    public T Number<T>(string name, T otherwise, T least, T most)
        where T : INumber<T>
    {
        if (Text(name) is not { } text) return otherwise;

        return T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new DataSpecException(spec.Text, $"{name}={text} is not a number from {least} to {most}");
    }

    /// <summary>Changes of concept, <c>position:concept,position:concept</c>, positions rising.</summary>
    public ConceptSchedule Concepts(string name, int first, int least, int most)
    {
        var changes = new List<ConceptChange>();
        foreach (var item in List(name))
        {
            var parts = item.Split(':');
            var before = changes.Count == 0 ? 0 : changes[^1].At;
            if (parts.Length != 2 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var at) || at <= before
                || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var concept) || concept < least || concept > most)
            {
                throw new DataSpecException(
                    spec.Text, $"{name}: “{item}” is not position:concept with a rising position and a concept from {least} to {most}");
            }

            changes.Add(new ConceptChange(at, concept));
        }

        return new ConceptSchedule(first, changes);
    }

    /// <summary>Checks that every option was asked for.</summary>
    public void Done()
    {
        var unknown = spec.Options.Keys.Where(key => !_known.Contains(key)).ToArray();
        if (unknown.Length > 0)
        {
            var named = string.Join("”, “", unknown);
            throw new DataSpecException(spec.Text, $"{spec.Format} has no option “{named}”; its options are {string.Join(", ", _known)}");
        }
    }
}
