namespace Cartel.Learning;

/// <content>Its numbers: a block a class with the bias and the weights of scaled features, then the sums by which numbers are scaled.</content>
/// <remarks>Weights in raw space would be exact, and useless to average: where a heavy-tailed column has hardly varied on one device, its
/// raw weight is large enough to drown every other device's margins. In scaled space a weight is bounded by what its learner saw, and
/// as the sums travel beside them, the scales of all models are the same after a first exchange.</remarks>
public sealed partial class LinearLearner : IVectorModel
{
    /// <inheritdoc/>
    public ModelVector ToVector() => new([.. _rows.Select(Numbers), _scaling.Sums()]);

    /// <inheritdoc/>
    public void Become(ModelVector vector)
    {
        _judged = false;
        var (squares, biasSquare) = UsualSquares();
        for (var k = 0; k < _rows.Length; k++)
        {
            if (vector.Blocks[k] is not { } numbers) continue;

            if (_rows[k] is null) Introduce(k, squares, biasSquare);
            _rows[k]!.Bias = (float)numbers[0];
            for (var i = 1; i < numbers.Length; i++) _rows[k]!.Weights[i - 1] = (float)numbers[i];
        }

        _scaling.SetSums(vector.Blocks[^1]);
    }

    /// <inheritdoc/>
    public bool IsSums(int block) => block == _rows.Length;

    private static double[]? Numbers(LinearRow? row)
    {
        if (row is null) return null;

        var numbers = new double[1 + row.Weights.Length];
        numbers[0] = row.Bias;
        for (var i = 1; i < numbers.Length; i++) numbers[i] = row.Weights[i - 1];
        return numbers;
    }

    // Evidence of one sample says that the class is known; its own samples will soon outweigh the empty sketch.
    private void Introduce(int label, float[] squares, float biasSquare)
    {
        var row = _rows[label] = new LinearRow(Schema.EncodedLength);
        row.SquaredBiasGradient = biasSquare;
        squares.CopyTo(row.SquaredGradients);
        _sketches[label] = new ClassSketch(Schema.EncodedLength);
        _evidence[label] = Math.Max(1, _evidence[label]);
    }

    // A row that comes without its sums of squares would be overrun by first steps: it takes the mean of the others'.
    private (float[] Weights, float Bias) UsualSquares()
    {
        var (mean, bias, known) = (new float[Schema.EncodedLength], 0f, Math.Max(1, _rows.Count(static row => row is not null)));
        foreach (var row in _rows)
        {
            for (var i = 0; i < mean.Length && row is not null; i++) mean[i] += row.SquaredGradients[i] / known;
            bias += row is null ? 0 : row.SquaredBiasGradient / known;
        }

        return (mean, bias);
    }
}
