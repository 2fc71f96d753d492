using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>What every learner here that trains in batches has for settings.</summary>
/// <param name="Text">The learner's name with its settings, as a manifest has it; at most 255 ASCII characters.</param>
/// <param name="Seed">Seeds what is drawn at random.</param>
/// <param name="Window">How many samples a batch has at most: 10 to 100,000.</param>
/// <param name="Period">The most samples between two trainings: 1 to 100,000.</param>
/// <param name="IsWarm">Whether a training goes on from the rows of the last one, where the trainer can.</param>
internal sealed record WindowSettings(string Text, int Seed, int Window, int Period, bool IsWarm)
{
    private const int LongestText = 255;

    // Of a window's features: 256 MiB.
    private const long MostValues = 64L << 20;

    /// <summary>Takes <c>window</c>, <c>every</c> and, of trainers that can, <c>warm</c>.</summary>
    /// <exception cref="ArgumentException">One is out of bounds, or the window of this task's samples takes more than 256 MiB.</exception>
    public static WindowSettings From(Settings settings, FeatureSchema schema, int seed, bool canBeWarm)
    {
        if (settings.Text.Length > LongestText || !settings.Text.All(char.IsAscii))
            throw new ArgumentException($"“{settings.Text}” is longer than {LongestText} characters, or not ASCII");

        var window = settings.Number("window", 1000, 10, 100_000);
        if ((long)window * schema.EncodedLength > MostValues)
            throw new ArgumentException($"{settings.Name}: window={window} of {schema.EncodedLength} features takes more than 256 MiB");

        return new(settings.Text, seed, window, settings.Number("every", 100, 1, 100_000), canBeWarm && settings.Number("warm", 1, 0, 1) == 1);
    }
}
