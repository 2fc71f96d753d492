using Cartel.Learning;

namespace Cartel.Streams.Tests;

/// <summary>What tests do with data sets and sources.</summary>
internal static class Rows
{
    public static float[] Row(this IDataSet data, int row)
    {
        var values = new float[data.Schema.Features.Count];
        data.Read(row, values);
        return values;
    }

    public static string LabelName(this IDataSet data, int row) => data.Schema.Classes[data.Label(row)];

    /// <summary>Reads on until the end, or so many samples: values and label, copied.</summary>
    public static List<(float[] Values, int Label)> ReadSamples(this ISampleSource source, int most = int.MaxValue)
    {
        var sample = new Sample(source.Schema.Features.Count);
        var read = new List<(float[], int)>();
        while (read.Count < most && source.TryRead(sample)) read.Add(([.. sample.Values], sample.Label));
        return read;
    }

    public static Dictionary<string, int> ClassCounts(this IDataSet data) =>
        Enumerable.Range(0, data.Count).CountBy(data.LabelName).ToDictionary();
}
