using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>The weights of a network with one hidden layer, and one pass forth and back through them.</summary>
/// <remarks>The hidden layer's weights lie input by input, so that an input of 0, such as a black pixel, costs nothing.</remarks>
internal sealed class NetworkState
{
    private readonly float[] _activations;
    private readonly float[] _deltas;
    private readonly int[] _active;
    private int _count;

    public NetworkState(FeatureSchema schema, int hidden, float rate, AdamWeights inner)
    {
        (Hidden, Rate, Inner) = (hidden, rate, inner);
        OuterWidth = Lanes.RoundUp(hidden + 1);
        (Outer, Margins, Weights) = (new AdamWeights?[schema.Classes.Count], new float[Lanes.RoundUp(schema.Classes.Count)], new float[Lanes.RoundUp(schema.Classes.Count)]);
        (Input, _active) = (new float[Lanes.RoundUp(schema.EncodedLength + 1)], new int[schema.EncodedLength + 1]);
        (_activations, _deltas) = (new float[OuterWidth], new float[Lanes.RoundUp(hidden)]);
        Margins.AsSpan().Fill(float.NegativeInfinity);
    }

    public int Hidden { get; }

    /// <summary>The weights of one output row and its bias, in whole vectors.</summary>
    public int OuterWidth { get; }

    public float Rate { get; }

    /// <summary>β₁ᵗ: the part of the first moments that is still their start at 0.</summary>
    public double FirstLack { get; set; } = 1;

    /// <summary>β₂ᵗ.</summary>
    public double SecondLack { get; set; } = 1;

    /// <summary>A row per input and one for the bias.</summary>
    public AdamWeights Inner { get; }

    /// <summary>A row per known class.</summary>
    public AdamWeights?[] Outer { get; }

    /// <summary>The scaled sample.</summary>
    public float[] Input { get; }

    /// <summary>Each class's margin; −∞ for unknown ones.</summary>
    public float[] Margins { get; }

    /// <summary>Each class's e^(margin − best margin), and on the way back its slope.</summary>
    public float[] Weights { get; }

    /// <summary>From the input to the margins and weights.</summary>
    /// <returns>The class of the largest margin, or −1 while none is known, and the sum of the weights.</returns>
    public (int Best, float Sum) Forward()
    {
        Input[_active.Length - 1] = 1;
        _count = 0;
        for (var i = 0; i < _active.Length; i++)
        {
            _active[_count] = i;
            if (Input[i] != 0) _count++;
        }

        Activate();
        var best = -1;
        for (var k = 0; k < Outer.Length; k++)
        {
            if (Outer[k] is not { } row) continue;

            Margins[k] = Dot(row.LanesOf(0), _activations.AsLanes());
            if (best < 0 || Margins[k] > Margins[best]) best = k;
        }

        return (best, best < 0 ? 0 : LinearLoss.Softmax.Weigh(Margins, best, Weights));
    }

    /// <summary>One of Adam's steps down the cross-entropy of the sample that <see cref="Forward"/> has just seen.</summary>
    /// <param name="label">Its class; known.</param>
    /// <param name="sum">Of the weights.</param>
    /// <param name="only">The one output row to change, or −1: everything.</param>
    public void Backward(int label, float sum, int only = -1)
    {
        var step = Tick();
        LinearLoss.Softmax.Slopes(Margins, label, Weights, sum);
        var deltas = _deltas.AsLanes();
        deltas.Clear();
        for (var k = 0; k < Outer.Length; k++)
        {
            if (Outer[k] is not { } row) continue;

            var weights = row.LanesOf(0);
            for (var i = 0; i < deltas.Length && only < 0; i++) deltas[i] += weights[i] * Weights[k];
            if (only < 0 || only == k) row.Descend(0, _activations.AsLanes(), Weights[k], step);
        }

        if (only >= 0) return;

        var activations = _activations.AsLanes();
        for (var i = 0; i < deltas.Length; i++) deltas[i] &= Vector256.GreaterThan(activations[i], Vector256<float>.Zero);
        foreach (var i in _active.AsSpan(0, _count)) Inner.Descend(i, deltas, Input[i], step);
    }

    public NetworkState Clone(FeatureSchema schema)
    {
        var copy = new NetworkState(schema, Hidden, Rate, Inner.Clone()) { FirstLack = FirstLack, SecondLack = SecondLack };
        for (var k = 0; k < Outer.Length; k++) copy.Outer[k] = Outer[k]?.Clone();
        return copy;
    }

    private void Activate()
    {
        var sums = MemoryMarshal.Cast<float, Vector256<float>>(_activations.AsSpan(0, _deltas.Length));
        sums.Clear();
        foreach (var i in _active.AsSpan(0, _count))
        {
            var weights = Inner.LanesOf(i);
            var value = Vector256.Create(Input[i]);
            for (var j = 0; j < sums.Length; j++) sums[j] = Vector256.FusedMultiplyAdd(value, weights[j], sums[j]);
        }

        for (var j = 0; j < sums.Length; j++) sums[j] = Vector256.Max(sums[j], Vector256<float>.Zero);
        _activations.AsSpan(Hidden).Clear();
        _activations[Hidden] = 1;
    }

    private AdamStep Tick()
    {
        FirstLack *= AdamStep.FirstKept;
        SecondLack *= AdamStep.SecondKept;
        return new AdamStep((float)(Rate / (1 - FirstLack)), (float)(1 / (1 - SecondLack)));
    }

    private static float Dot(ReadOnlySpan<Vector256<float>> one, ReadOnlySpan<Vector256<float>> other)
    {
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < one.Length; i++) sum = Vector256.FusedMultiplyAdd(one[i], other[i], sum);
        return Vector256.Sum(sum);
    }
}
