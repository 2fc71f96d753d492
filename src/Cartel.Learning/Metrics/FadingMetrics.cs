namespace Cartel.Learning;

/// <summary>Prequential figures in which a sample counts the less the longer ago it was.</summary>
/// <remarks>
/// <para>A sample of i samples ago has the weight αⁱ in each of <see cref="ClassTally"/>'s figures; the accuracy, say, is</para>
/// <code>accuracyₜ = Sₜ / Nₜ,   Sₜ = [hit] + α Sₜ₋₁,   Nₜ = 1 + α Nₜ₋₁</code>
/// <para>so that 1 / (1 − α) samples count in the long run: α = 0.999 is as sluggish as a window of 1,000 and needs no
/// memory of them. With α = 1 nothing fades. Instead of fading the old, the new is made weightier by 1/α each time, and all
/// scaled down now and then: figures are ratios.</para>
/// <para>O(1) a sample, O(classes) once in thousands; O(classes) to read a kappa or macro F1; 24 bytes a class; no
/// allocation. Not thread-safe. J. Gama, R. Sebastião and P. P. Rodrigues, “On evaluating stream learning algorithms”,
/// Machine Learning 90(3), 2013, 317–346.</para>
/// </remarks>
public sealed class FadingMetrics
{
    private const int Format = 0x31474446; // "FDG1"

    // Far from overflow, and 2⁻³³² of it is far from underflow.
    private const double Heavy = 1e100;

    private readonly double[] _labels;
    private readonly double[] _predictions;
    private readonly double[] _hits;
    private double _weight = 1;
    private double _count;
    private double _hit;
    private double _repeated;
    private int _latest = Sample.Unlabelled;

    /// <summary>Makes metrics that have seen nothing.</summary>
    /// <param name="classCount">Classes of the task; 1 to <see cref="FeatureSchema.LargestCount"/>.</param>
    /// <param name="fading">α: the weight of a sample beside that of the next one; 0.5 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public FadingMetrics(int classCount, double fading)
    {
        Require.Between(classCount, 1, FeatureSchema.LargestCount);
        Fading = Require.Between(fading, 0.5, 1);
        (_labels, _predictions, _hits) = (new double[classCount], new double[classCount], new double[classCount]);
    }

    /// <summary>α: the weight of a sample beside that of the next one.</summary>
    public double Fading { get; }

    /// <summary>How many classes the task has.</summary>
    public int ClassCount => _labels.Length;

    /// <summary>The samples' weights in all, the latest one's being 1; at most 1 / (1 − α).</summary>
    public double Count => _count / _weight;

    /// <summary>The share of right predictions; null if there are no samples.</summary>
    public double? Accuracy => Agreement.Share(_hit, _count);

    /// <summary>Cohen's kappa, against chance; null if there is nothing to judge.</summary>
    public double? Kappa => Agreement.Beyond(Accuracy, Agreement.Chance<double>(_labels, _predictions, _count));

    /// <summary>Kappa-M, against always predicting the most frequent class; null if there is nothing to judge.</summary>
    public double? KappaM => Agreement.Beyond(Accuracy, Agreement.Majority<double>(_labels, _count));

    /// <summary>Kappa-temporal, against always predicting the previous label; null if there is nothing to judge.</summary>
    public double? KappaTemporal => Agreement.Beyond(Accuracy, Agreement.Share(_repeated, _count));

    /// <summary>The mean of the classes' F1; null if there are no samples.</summary>
    public double? MacroF1 => Agreement.MacroF1<double>(_labels, _predictions, _hits);

    /// <summary>The share of a class's samples that were predicted as such; null if there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double? Recall(int label) => Agreement.Share(_hits[RequireClass(label)], _labels[label]);

    /// <summary>The share of a class's predictions that were right; null if there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double? Precision(int label) => Agreement.Share(_hits[RequireClass(label)], _predictions[label]);

    /// <summary>Takes one sample in.</summary>
    /// <param name="label">Its true class.</param>
    /// <param name="predicted">The class that was predicted before the label was known, or −1 for none: wrong.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class; nothing has changed.</exception>
    public void Observe(int label, int predicted)
    {
        RequireClass(label);
        Require.Between(predicted, Sample.Unlabelled, ClassCount - 1);

        _weight /= Fading;
        if (_weight > Heavy) Scale(1 / _weight);
        _count += _weight;
        _labels[label] += _weight;
        if (predicted >= 0) _predictions[predicted] += _weight;
        if (label == _latest) _repeated += _weight;
        _latest = label;
        if (predicted != label) return;

        _hits[label] += _weight;
        _hit += _weight;
    }

    /// <summary>The whole state in a versioned binary form.</summary>
    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Format);
        writer.Write(ClassCount);
        writer.Write(Fading);
        writer.Write(_latest);
        foreach (var value in (double[])[_weight, _count, _hit, _repeated, .. _labels, .. _predictions, .. _hits]) writer.Write(value);
        return bytes.ToArray();
    }

    /// <summary>Makes metrics from what <see cref="Save"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of another version.</exception>
    public static FadingMetrics Restore(ReadOnlySpan<byte> state)
    {
        var reader = new SpanReader(state);
        if (reader.Int32() != Format) throw new ModelFormatException("not the state of fading metrics, version 1");
        var (classCount, fading, latest) = (reader.Int32(), reader.Double(), reader.Int32());
        if (classCount is < 1 or > FeatureSchema.LargestCount || !(fading is >= 0.5 and <= 1) || latest < Sample.Unlabelled || latest >= classCount || reader.Left < classCount * 24L)
            throw new ModelFormatException($"fading metrics of {classCount} classes, factor {fading} and latest label {latest}");

        var restored = new FadingMetrics(classCount, fading) { _latest = latest };
        (restored._weight, restored._count) = (reader.Double(), reader.Double());
        (restored._hit, restored._repeated) = (reader.Double(), reader.Double());
        reader.Doubles(restored._labels);
        reader.Doubles(restored._predictions);
        reader.Doubles(restored._hits);
        reader.End();
        restored.RequirePossible();
        return restored;
    }

    private void Scale(double by)
    {
        (_weight, _count, _hit, _repeated) = (_weight * by, _count * by, _hit * by, _repeated * by);
        for (var i = 0; i < ClassCount; i++)
            (_labels[i], _predictions[i], _hits[i]) = (_labels[i] * by, _predictions[i] * by, _hits[i] * by);
    }

    // Sums of many weights, in whatever order, agree to within their rounding.
    private void RequirePossible()
    {
        var limit = _count * 1.000001;
        var possible = _weight is >= 1e-300 and <= Heavy * 2 && _count >= 0 && _count / _weight <= 1L << 60
            && _hit >= 0 && _hit <= limit && _repeated >= 0 && _repeated <= limit && (_latest >= 0 || _count == 0)
            && _labels.Sum() <= limit && _labels.Sum() >= _count * 0.999999 && _predictions.Sum() <= limit;
        for (var i = 0; i < ClassCount && possible; i++)
            possible = _hits[i] >= 0 && _hits[i] <= _labels[i] * 1.000001 && _hits[i] <= _predictions[i] * 1.000001;
        if (!possible) throw new ModelFormatException("fading metrics with impossible sums");
    }

    private int RequireClass(int label) => Require.Between(label, 0, ClassCount - 1);
}
