using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>A snapshot keeps the learner's text, as the manifest had it, and the learner is made of it again.</summary>
internal static class SnapshotText
{
    /// <summary>Makes what a snapshot's text says.</summary>
    /// <exception cref="ModelFormatException">It is of another kind, or nothing can be made of it.</exception>
    public static T Make<T>(string kind, string text, Func<Settings, T> make)
    {
        try
        {
            var settings = Settings.Parse(text);
            if (settings.Name != kind) throw new ModelFormatException($"the snapshot of a {kind} learner holds one of {settings.Name}");

            var made = make(settings);
            settings.Done();
            return made;
        }
        catch (ArgumentException wrong)
        {
            throw new ModelFormatException($"the snapshot's learner cannot be made: {wrong.Message}", wrong);
        }
    }
}
