namespace Cartel.Learning;

/// <summary>How often a tree was right on samples that it had not learned yet: overall and for each class, of late.</summary>
/// <remarks>
/// Every sample is judged before the tree learns it, so all are out of the bag. Of class k's samples, newest first and
/// numbered from 0, the share dⁱ of each counts: seen = Σ dⁱ, right = Σ dⁱ [was right]; overall likewise over all samples. A
/// class's age is counted in its own samples, so that a rare one is not forgotten. Estimates are (right + ½) / (seen + 1):
/// ½ for a tree that has not been judged. 8 bytes a class.
/// </remarks>
internal sealed class OutOfBag(int classes)
{
    /// <summary>d: about the last thousand samples count.</summary>
    public const float Kept = 1 - 1f / 1000;

    // Of all samples first, then of each class.
    private readonly float[] _seen = new float[classes + 1];
    private readonly float[] _right = new float[classes + 1];

    /// <summary>How many classes the task has.</summary>
    public int Classes => _seen.Length - 1;

    /// <summary>How many samples count, faded.</summary>
    public float Seen => _seen[0];

    /// <summary>The share of samples that it got right, between 0 and 1, both excluded.</summary>
    public float Accuracy => Estimate(0);

    /// <summary>Its size in memory, in bytes.</summary>
    public int Bytes => TreeMemory.Header + 16 + 2 * TreeMemory.Array<float>(_seen.Length);

    /// <summary>The share of a class's samples that it got right.</summary>
    public float Recall(int label) => Estimate(label + 1);

    /// <summary>The mean over some classes of right / (seen + 1): 0 for a tree that has not been judged.</summary>
    public float ProvenRecall(IReadOnlyList<int> labels)
    {
        var sum = 0f;
        foreach (var label in labels) sum += _right[label + 1] / (_seen[label + 1] + 1);
        return sum / labels.Count;
    }

    /// <summary>The mean recall of some classes.</summary>
    public float RecallOf(IReadOnlyList<int> labels)
    {
        var sum = 0f;
        foreach (var label in labels) sum += Recall(label);
        return sum / labels.Count;
    }

    /// <summary>Takes the outcome of another sample.</summary>
    public void Observe(int label, bool right)
    {
        Observe(ref _seen[0], ref _right[0], right);
        Observe(ref _seen[label + 1], ref _right[label + 1], right);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_seen);
        Array.Clear(_right);
    }

    public OutOfBag Clone()
    {
        var copy = new OutOfBag(_seen.Length - 1);
        _seen.CopyTo(copy._seen, 0);
        _right.CopyTo(copy._right, 0);
        return copy;
    }

    public void Write(BinaryWriter writer)
    {
        foreach (var seen in _seen) writer.Write(seen);
        foreach (var right in _right) writer.Write(right);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">A share is impossible.</exception>
    public static OutOfBag Read(ref SpanReader reader, int classes)
    {
        var read = new OutOfBag(classes);
        reader.Floats(read._seen);
        reader.Floats(read._right);
        for (var i = 0; i <= classes; i++)
        {
            // Rounding lets the sum end a little above its limit.
            if (read._right[i] < 0 || read._right[i] > read._seen[i] || read._seen[i] > 1.01f / (1 - Kept))
                throw new ModelFormatException($"a record of {read._right[i]} right among {read._seen[i]} samples");
        }

        return read;
    }

    private float Estimate(int i) => (_right[i] + 0.5f) / (_seen[i] + 1);

    private static void Observe(ref float seen, ref float right, bool isRight)
    {
        seen = seen * Kept + 1;
        right = right * Kept + (isRight ? 1 : 0);
    }
}
