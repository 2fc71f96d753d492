namespace Cartel.Learning;

/// <content>Its numbers: a block a class with its row, then the hidden layer, then the sums by which numbers are scaled.</content>
/// <remarks>The hidden layer's weights are those of scaled inputs: a feature that has not varied here has no unit, and would lose them
/// in raw space. The scales travel beside them, so that after a first exchange those of two networks are the same.</remarks>
public sealed partial class NetworkLearner : IVectorModel
{
    /// <inheritdoc/>
    public ModelVector ToVector() =>
        new([.. _state.Outer.Select(static row => row is null ? null : Numbers(row)), Numbers(_state.Inner), _scaling.Sums()]);

    /// <inheritdoc/>
    public void Become(ModelVector vector)
    {
        for (var k = 0; k < _state.Outer.Length; k++)
        {
            if (vector.Blocks[k] is not { } numbers) continue;

            if (_state.Outer[k] is null) Introduce(k);
            Set(_state.Outer[k]!, numbers);
        }

        if (vector.Blocks[^2] is { } hidden) Set(_state.Inner, hidden);
        _scaling.SetSums(vector.Blocks[^1]);
    }

    /// <inheritdoc/>
    public bool IsSums(int block) => block > _state.Outer.Length;

    // Evidence of one sample says that the class is known; its own samples will soon outweigh the empty prototype.
    private void Introduce(int label)
    {
        _state.Outer[label] = new AdamWeights(1, _state.OuterWidth);
        _evidence[label] = Math.Max(1, _evidence[label]);
        _prototypes[label] = new Prototypes(Schema.EncodedLength);
        _prototypes[label]!.Add(new ClassSketch(Schema.EncodedLength), 1);
    }

    private static double[] Numbers(AdamWeights weights)
    {
        var numbers = new double[weights.All.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = weights.All[i];
        return numbers;
    }

    private static void Set(AdamWeights weights, double[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++) weights.All[i] = (float)numbers[i];
    }
}
