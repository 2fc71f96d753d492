using Cartel.Learning;

namespace Cartel.Streams.Tests;

/// <summary>What tests do with streams that go on.</summary>
internal static class LiveReading
{
    /// <summary>A task of one number and two classes.</summary>
    public static FeatureSchema Numbered { get; } = new([Feature.Numeric("x")], ["a", "b"]);

    public static LiveSource Open(string spec, FeatureSchema? schema = null, bool strict = false) =>
        LiveSources.Open(spec, null, schema ?? Numbered, strict, TimeProvider.System);

    /// <summary>The first value of every sample that is there now; looks often enough for what takes more than one look.</summary>
    public static List<float> Drain(this ILiveSource source, int looks = 4)
    {
        var sample = new Sample(source.Schema.Features.Count);
        var read = new List<float>();
        for (var look = 0; look < looks; look++)
        {
            while (source.TryRead(sample)) read.Add(sample.Values[0]);
        }

        return read;
    }

    /// <summary>Labels and keys of every sample that is there now.</summary>
    public static List<(int Label, string? Key)> DrainNames(this ILiveSource source)
    {
        var sample = new Sample(source.Schema.Features.Count);
        var read = new List<(int, string?)>();
        while (source.TryRead(sample)) read.Add((sample.Label, sample.Key));
        return read;
    }
}
