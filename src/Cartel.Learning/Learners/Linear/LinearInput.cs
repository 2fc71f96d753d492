using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>A scaled sample in whole vectors, a 1 for the bias behind its features, and the list of vectors that are not zero.</summary>
/// <remarks>Most of an image is black: what is zero moves no margin and no weight.</remarks>
internal sealed class LinearInput
{
    private readonly float[] _values;
    private readonly int[] _active;
    private readonly int _length;
    private int _count;

    public LinearInput(int length)
    {
        _values = new float[Learning.Lanes.RoundUp(length + 1)];
        _active = new int[_values.Length / Vector256<float>.Count];
        _length = length;
    }

    /// <summary>The scaled features, the 1 and the padding.</summary>
    public Span<Vector256<float>> Lanes => _values.AsLanes();

    /// <summary>Which vectors are not all zero, in order.</summary>
    public ReadOnlySpan<int> Active => _active.AsSpan(0, _count);

    /// <summary>Copies the features.</summary>
    public void CopyTo(Span<float> features) => _values.AsSpan(0, _length).CopyTo(features);

    /// <summary>Puts the 1 in place and lists the vectors that are not zero, once the features are there.</summary>
    public void FindActive()
    {
        _values[_length] = 1;
        var lanes = Lanes;
        var count = 0;
        for (var i = 0; i < lanes.Length; i++)
        {
            _active[count] = i;
            if (lanes[i] != Vector256<float>.Zero) count++;
        }

        _count = count;
    }
}
