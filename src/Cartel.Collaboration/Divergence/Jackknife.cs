namespace Cartel.Collaboration;

/// <summary>Bias and variance of a Jensen-Shannon divergence that is estimated from counts.</summary>
/// <remarks>
/// <para>With J the divergence from all samples, Jᵢ that with one sample of class i left out on one side, whose n samples
/// have the frequencies pᵢ, and J̄ = Σ pᵢ Jᵢ:</para>
/// <code>bias = (n − 1) (J̄ − J),   variance = (n − 1) Σ pᵢ (Jᵢ − J̄)².</code>
/// <para>Those of the two sides add up. M. H. Quenouille, “Notes on bias in estimation”, Biometrika 43, 1956, 353–360;
/// B. Efron and C. Stein, “The jackknife estimate of variance”, Annals of Statistics 9(3), 1981, 586–596. To entropies it
/// was brought by S. Zahl, “Jackknifing an index of diversity”, Ecology 58(4), 1977, 907–913.</para>
/// </remarks>
internal static class Jackknife
{
    /// <summary>Leaves out one sample of one side in turn.</summary>
    /// <param name="p">That side's frequencies; they sum to 1.</param>
    /// <param name="samples">That side's samples; at least 2.</param>
    /// <param name="q">The other side's frequencies.</param>
    /// <param name="whole">The divergence from all samples, in bits.</param>
    public static (double Bias, double Variance) LeaveOutOne(
        ReadOnlySpan<double> p, double samples, ReadOnlySpan<double> q, double whole)
    {
        // The remaining samples weigh 1/(n − 1) instead of 1/n each: every class grows a little and one loses a sample,
        // so all leave-one-out values come from one sum by an exchange of one term.
        var growth = samples / (samples - 1);
        var grown = 0.0;
        for (var i = 0; i < p.Length; i++) grown += JensenShannon.Term(p[i] * growth, q[i]);

        var (mean, square) = (0.0, 0.0);
        for (var i = 0; i < p.Length; i++)
        {
            if (p[i] == 0) continue;

            var rest = Math.Max(0, p[i] * growth - 1 / (samples - 1));
            // Relative to the whole, so that squares of small differences keep their digits.
            var change = grown - JensenShannon.Term(p[i] * growth, q[i]) + JensenShannon.Term(rest, q[i]) - whole;
            mean += p[i] * change;
            square += p[i] * change * change;
        }

        return ((samples - 1) * mean, (samples - 1) * Math.Max(0, square - mean * mean));
    }
}
