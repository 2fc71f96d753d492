namespace Cartel.Collaboration;

/// <summary>The class mix of samples without labels, from what a model predicts of them.</summary>
/// <remarks>
/// <para>If only the mix of the classes changed, and not what each looks like, the share of each prediction is</para>
/// <code>μᵢ = Σⱼ Aᵢⱼ qⱼ,   Aᵢⱼ = P(predicted i | class j),</code>
/// <para>so that q follows from the model's confusions A and from μ, however bad the model, if A can be inverted. Solved for the
/// difference from the former mix p, with a ridge,</para>
/// <code>q = p + argmin ‖A d − (μ − A p)‖² + λ ‖d‖²,   λ = (1/k) Σⱼ (1 − Σᵢ Aᵢⱼ²) / nⱼ,</code>
/// <para>λ being the sampling noise of a column of A from nⱼ samples; then what is below 0 is 0, and the sum 1. A model that is
/// always right has no noise, and q = μ.</para>
/// <para>It cannot see a class that it does not know, nor one that looks different from before.</para>
/// <para>Z. C. Lipton, Y.-X. Wang and A. Smola, “Detecting and correcting for label shift with black box predictors”, ICML 2018,
/// arXiv 1802.03916: C w = μ with C the joint confusions and w = q/p, which is the same equation with λ = 0. The ridge towards no
/// shift: K. Azizzadenesheli, A. Liu, F. Yang and A. Anandkumar, “Regularized learning for domain adaptation under label shifts”,
/// ICLR 2019. Deviations: conditional confusions, whose condition does not depend on how rare a class is, and the size of λ.</para>
/// </remarks>
internal static class BlackBoxShift
{
    /// <summary>The largest condition number of A (its largest singular value over the smallest) that is solved.</summary>
    /// <remarks>An error of μ comes back up to so many times as large.</remarks>
    public const double WorstCondition = 20;

    /// <summary>Estimates the mix.</summary>
    /// <param name="confusions">Samples by prediction (row) and class (column); each class with one sample at least.</param>
    /// <param name="predictions">Samples without label by prediction; one at least.</param>
    /// <param name="former">The mix in which the labelled samples came; sums to 1.</param>
    /// <returns>The mix, and the condition number; no mix where that is beyond <see cref="WorstCondition"/>.</returns>
    public static (double[]? Mix, double Condition) Estimate(double[,] confusions, IReadOnlyList<long> predictions, IReadOnlyList<double> former)
    {
        var k = former.Count;
        var (shares, ridge) = Columns(confusions, k);
        var total = (double)predictions.Sum();
        var gap = new double[k];
        for (var i = 0; i < k; i++)
        {
            gap[i] = predictions[i] / total;
            for (var j = 0; j < k; j++) gap[i] -= shares[i, j] * former[j];
        }

        var (values, vectors) = SymmetricEigen.Of(Square(shares, k));
        var condition = Math.Sqrt(values.Max() / Math.Max(values.Min(), 1e-300));
        if (condition > WorstCondition) return (null, condition);

        var mix = former.ToArray();
        for (var e = 0; e < k; e++)
        {
            var along = 0.0;
            for (var j = 0; j < k; j++)
            {
                for (var i = 0; i < k; i++) along += vectors[j, e] * shares[i, j] * gap[i];
            }

            for (var j = 0; j < k; j++) mix[j] += vectors[j, e] * along / (values[e] + ridge);
        }

        return (Normalised(mix), condition);
    }

    private static (double[,] Shares, double Ridge) Columns(double[,] confusions, int k)
    {
        var shares = new double[k, k];
        var ridge = 0.0;
        for (var j = 0; j < k; j++)
        {
            var (samples, squares) = (0.0, 0.0);
            for (var i = 0; i < k; i++) samples += confusions[i, j];
            for (var i = 0; i < k; i++)
            {
                shares[i, j] = confusions[i, j] / samples;
                squares += shares[i, j] * shares[i, j];
            }

            ridge += (1 - squares) / samples / k;
        }

        return (shares, ridge);
    }

    private static double[,] Square(double[,] shares, int k)
    {
        var square = new double[k, k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                for (var row = 0; row < k; row++) square[i, j] += shares[row, i] * shares[row, j];
            }
        }

        return square;
    }

    private static double[] Normalised(double[] mix)
    {
        for (var i = 0; i < mix.Length; i++) mix[i] = Math.Max(0, mix[i]);
        var sum = mix.Sum();
        return sum > 0 ? [.. mix.Select(share => share / sum)] : mix;
    }
}
