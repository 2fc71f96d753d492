namespace Cartel.Learning.Tests;

/// <summary>The definition of <see cref="LinearLearner"/>, recomputed in doubles from all samples, without a recurrence.</summary>
internal sealed class NaiveLinearLearner(FeatureSchema schema, string kind)
{
    private readonly (double Step, double Memory) _steps = kind switch
    {
        "linear-hinge" => (0.3, 500),
        "softmax" => (0.2, 5000),
        _ => (0.2, 2000),
    };

    private readonly List<float[]> _seen = [];
    private readonly SortedDictionary<int, (double[] Weights, double[] Squares)> _rows = [];

    /// <summary>The margin of each known class.</summary>
    public Dictionary<int, double> Margins(float[] features)
    {
        var scaled = Scaled(features);
        return _rows.ToDictionary(row => row.Key, row => row.Value.Weights.Zip(scaled, (weight, value) => weight * value).Sum());
    }

    public void Learn(float[] features, int label)
    {
        _rows.TryAdd(label, (new double[features.Length + 1], new double[features.Length + 1]));
        var (step, memory) = _steps;
        var scaled = Scaled(features);
        var margins = Margins(features);
        foreach (var (k, (weights, squares)) in _rows)
        {
            var side = k == label ? 1.0 : -1.0;
            var slope = kind switch
            {
                "linear-hinge" => side * margins[k] < 1 ? -side : 0,
                "softmax" => (Math.Exp(margins[k]) / margins.Values.Sum(Math.Exp)) - (k == label ? 1 : 0),
                _ => -side / (1 + Math.Exp(side * margins[k])),
            };
            for (var i = 0; i < weights.Length; i++)
            {
                var gradient = slope * scaled[i];
                if (gradient == 0) continue;

                squares[i] = (squares[i] * (1 - (1 / memory))) + (gradient * gradient);
                // 1e−8 keeps the first division finite.
                weights[i] -= step * gradient / Math.Sqrt(squares[i] + 1e-8);
            }
        }

        _seen.Add(features);
    }

    // The last one is the bias's constant input.
    private double[] Scaled(float[] features)
    {
        var scaled = new double[features.Length + 1];
        scaled[^1] = 1;
        var at = 0;
        foreach (var feature in schema.Features)
        {
            for (var i = 0; i < feature.EncodedLength; i++, at++)
                scaled[at] = feature.Kind is FeatureKind.Numeric ? Standard(features[at], at) : features[at];
        }

        return scaled;
    }

    private double Standard(float value, int at)
    {
        if (_seen.Count == 0) return 0;

        var mean = _seen.Average(sample => (double)sample[at]);
        var deviation = Math.Sqrt(_seen.Average(sample => (sample[at] - mean) * (sample[at] - mean)));
        return deviation > 0 ? Math.Clamp((value - mean) / deviation, -5, 5) : 0;
    }
}
