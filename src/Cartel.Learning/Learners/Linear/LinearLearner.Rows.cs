namespace Cartel.Learning;

/// <summary>For learners whose rows are trained elsewhere, in batches: all but the steps.</summary>
public sealed partial class LinearLearner
{
    // A row that keeps this is one that Restore takes.
    private const float LargestTrainedWeight = 1e4f;

    /// <summary>Learns a sample but for the rows: the counts, the class's sketch and the scale.</summary>
    /// <inheritdoc cref="Learn" path="/param"/>
    internal void Note(ReadOnlySpan<float> features, int label)
    {
        Schema.RequireFeatures(features);
        Schema.RequireLabel(label);
        Take(features, label);
        _judged = false;
    }

    /// <summary>A sample as the rows see it.</summary>
    /// <param name="features">In raw units.</param>
    /// <param name="scaled">As long; overwritten.</param>
    internal void Scale(ReadOnlySpan<float> features, Span<float> scaled)
    {
        features.CopyTo(_raw);
        _scaling.Apply(_raw.AsLanes(), _input.Lanes);
        _input.CopyTo(scaled);
        _judged = false;
    }

    /// <summary>What a class's samples looked like; null: it is not known.</summary>
    internal ClassSketch? SketchOf(int label) => _sketches[label];

    /// <summary>A class's row in scaled units; null: it is not known.</summary>
    internal LinearRow? RowOf(int label) => _rows[label];

    /// <summary>Puts a trained row in the place of a known class's.</summary>
    /// <param name="label">A known class.</param>
    /// <param name="weights">In scaled units; finite.</param>
    /// <param name="bias">Finite.</param>
    /// <param name="squaredGradients">What a borrower that learns online makes its steps by: one per weight, and at last one for the bias.</param>
    internal void Train(int label, ReadOnlySpan<float> weights, float bias, ReadOnlySpan<float> squaredGradients)
    {
        var row = _rows[label]!;
        for (var i = 0; i < weights.Length; i++) row.Weights[i] = Math.Clamp(weights[i], -LargestTrainedWeight, LargestTrainedWeight);
        row.Bias = Math.Clamp(bias, -LargestTrainedWeight, LargestTrainedWeight);
        squaredGradients[..^1].CopyTo(row.SquaredGradients);
        row.SquaredBiasGradient = squaredGradients[^1];
        _judged = false;
    }
}
