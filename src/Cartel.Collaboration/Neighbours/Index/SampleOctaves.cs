namespace Cartel.Collaboration;

/// <summary>Numbers of samples in steps of a quarter of a doubling: the bias depends on them.</summary>
internal static class SampleOctaves
{
    /// <summary>How many there are, up to the cap on samples.</summary>
    public const int Count = 80;

    private const int PerTier = 4;

    /// <summary>How many tiers there are: each for up to four times the samples of the one before.</summary>
    public const int Tiers = Count / PerTier;

    public static int Of(double samples) => Math.Min(Count - 1, (int)(4 * Math.Log2(samples)));

    public static int TierOf(int octave) => octave / PerTier;

    /// <summary>Those of a tier have no fewer samples.</summary>
    public static double Least(int tier) => Math.Pow(2, tier * (PerTier / 4.0)) * (1 - 1e-6);

    /// <summary>1 / (3 (n − 1)) for the most samples of a step; 0 where there is no most.</summary>
    public static float ThirdOf(int octave) => octave == Count - 1 ? 0 : (float)(1 / (3 * (Math.Pow(2, (octave + 1) / 4.0) * (1 + 1e-6) - 1)));
}
