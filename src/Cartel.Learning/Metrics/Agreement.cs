using System.Numerics;

namespace Cartel.Learning;

/// <summary>Figures of agreement between labels and predictions, from counts that may be whole or faded.</summary>
internal static class Agreement
{
    /// <summary>Part of a whole; null for 0 / 0.</summary>
    public static double? Share<T>(T part, T whole)
        where T : INumber<T> =>
        T.IsZero(whole) ? null : double.CreateChecked(part) / double.CreateChecked(whole);

    /// <summary>(p − b) / (1 − b): how much of what a baseline of accuracy b gets wrong is got right; null if it gets nothing wrong.</summary>
    public static double? Beyond(double? accuracy, double? baseline) =>
        accuracy is { } reached && baseline is < 1 ? (reached - baseline) / (1 - baseline) : null;

    /// <summary>Σ nᵢ mᵢ / n²: how often labels and predictions would agree by chance; null if there are no samples.</summary>
    public static double? Chance<T>(ReadOnlySpan<T> labels, ReadOnlySpan<T> predictions, T count)
        where T : INumber<T>
    {
        if (T.IsZero(count)) return null;

        var (chance, whole) = (0.0, double.CreateChecked(count));
        for (var i = 0; i < labels.Length; i++)
            chance += double.CreateChecked(labels[i]) / whole * (double.CreateChecked(predictions[i]) / whole);
        return chance;
    }

    /// <summary>max nᵢ / n: the accuracy of always predicting the most frequent class; null if there are no samples.</summary>
    public static double? Majority<T>(ReadOnlySpan<T> labels, T count)
        where T : INumber<T>
    {
        var most = T.Zero;
        foreach (var labelled in labels) most = T.Max(most, labelled);
        return Share(most, count);
    }

    /// <summary>The mean of 2hᵢ / (nᵢ + mᵢ) over the classes that occurred or were predicted; null if there is none.</summary>
    public static double? MacroF1<T>(ReadOnlySpan<T> labels, ReadOnlySpan<T> predictions, ReadOnlySpan<T> hits)
        where T : INumber<T>
    {
        var (sum, classes) = (0.0, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            if (F1(labels[i], predictions[i], hits[i]) is not { } score) continue;

            sum += score;
            classes++;
        }

        return classes == 0 ? null : sum / classes;
    }

    /// <summary>2h / (n + m), the harmonic mean of recall h / n and precision h / m; null for 0 / 0.</summary>
    public static double? F1<T>(T labels, T predictions, T hits)
        where T : INumber<T> =>
        Share(hits + hits, labels + predictions);
}
