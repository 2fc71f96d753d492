namespace Cartel.Learning;

/// <content>Its numbers: a block a class with the bias and the raw weights, then the sums by which numbers are scaled.</content>
public sealed partial class LinearLearner : IVectorModel
{
    /// <inheritdoc/>
    public ModelVector ToVector() => new([.. InRawSpace().Select(static row => row?.ToNumbers()), _scaling.Sums()]);

    /// <inheritdoc/>
    public void Become(ModelVector vector)
    {
        _judged = false;
        var own = InRawSpace();
        _scaling.SetSums(vector.Blocks[^1]);
        var (squares, biasSquare) = UsualSquares();
        for (var k = 0; k < _rows.Length; k++)
        {
            if (own[k] is null && vector.Blocks[k] is not null) Introduce(k);
            var raw = vector.Blocks[k] is { } numbers
                ? new LinearPart(
                    [.. numbers.Skip(1).Select(static weight => (float)weight)], numbers[0],
                    _rows[k] is { } row ? row.SquaredGradients.ToArray() : squares, _rows[k]?.SquaredBiasGradient ?? biasSquare, _sketches[k]!)
                : own[k];
            _rows[k] = raw?.ToRow(_scaling);
        }
    }

    private LinearPart?[] InRawSpace() =>
        [.. _rows.Select((row, k) => row is null ? null : LinearPart.InRawSpace(row, _sketches[k]!, _scaling))];

    // Evidence of one sample says that the class is known; its own samples will soon outweigh the empty sketch.
    private void Introduce(int label)
    {
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
