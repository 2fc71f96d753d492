using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Cli;

/// <summary>A learner's errors over a stream, each made before the sample was learned.</summary>
internal static class PrequentialErrors
{
    private const int ReportEvery = 4096;

    /// <summary>1 for each wrong prediction, 0 for each right one.</summary>
    public static double[] Of(IDataSet data, IOnlineLearner learner, Action<long> progress, CancellationToken stop)
    {
        var errors = new double[data.Count];
        var encoder = new OneHotEncoder(data.Schema);
        var values = new float[data.Schema.Features.Count];
        var features = new float[data.Schema.EncodedLength];
        for (var row = 0; row < data.Count; row++)
        {
            data.Read(row, values);
            encoder.Observe(values);
            encoder.Encode(values, features);
            errors[row] = learner.Predict(features).Label == data.Label(row) ? 0 : 1;
            learner.Learn(features, data.Label(row));
            if (row % ReportEvery != 0) continue;

            progress(row);
            stop.ThrowIfCancellationRequested();
        }

        return errors;
    }
}
