using System.Buffers.Binary;

namespace Cartel.Collaboration;

/// <summary>What the samples of one class look like: mean and deviation of eight random projections, 32 bytes.</summary>
/// <remarks>
/// Two sketches are compared by the squared Hellinger distance of normal distributions, averaged over the projections:
/// <code>H² = 1 − √(2 σ₁ σ₂ / (σ₁² + σ₂²)) · exp(−¼ (μ₁ − μ₂)² / (σ₁² + σ₂²)),</code>
/// 0 where they are equal, 1 where they have nothing in common.
/// </remarks>
public static class ClassSketch
{
    /// <summary>How many projections.</summary>
    public const int Projections = 8;

    /// <summary>The length of a sketch: means, then deviations, each a little-endian half.</summary>
    public const int Bytes = 2 * 2 * Projections;

    private const double LeastChange = 0.05;

    // Half a digit of what a half can tell: a class that never varies is no infinite evidence.
    private const double LeastDeviation = 1e-3;

    /// <summary>Whether bytes are a sketch: the length, finite numbers, deviations of at least 0.</summary>
    public static bool IsValid(ReadOnlySpan<byte> sketch)
    {
        if (sketch.Length != Bytes) return false;

        for (var i = 0; i < 2 * Projections; i++)
        {
            if (!double.IsFinite(At(sketch, i)) || (i >= Projections && At(sketch, i) < 0)) return false;
        }

        return true;
    }

    /// <summary>The distance of two valid sketches, in [0, 1].</summary>
    public static double Distance(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var sum = 0.0;
        for (var i = 0; i < Projections; i++)
        {
            var apart = At(first, i) - At(second, i);
            var (one, other) = (Deviation(first, i), Deviation(second, i));
            var spread = one * one + other * other;
            sum += 1 - Math.Sqrt(2 * one * other / spread) * Math.Exp(-0.25 * apart * apart / spread);
        }

        return Math.Clamp(sum / Projections, 0, 1);
    }

    /// <summary>Whether what a class looks like has changed by so much that others should hear of it: by 0.05, or it had no sketch.</summary>
    /// <param name="known">What they know; null: nothing.</param>
    /// <param name="now">What it is now.</param>
    public static bool Moved(IReadOnlyList<byte[]?>? known, IReadOnlyList<byte[]?>? now)
    {
        if (known is null || now is null || known.Count != now.Count) return now is not null;

        for (var label = 0; label < now.Count; label++)
        {
            if (now[label] is { } sketch && (known[label] is not { } former || Distance(former, sketch) > LeastChange)) return true;
        }

        return false;
    }

    internal static byte[] Of(ReadOnlySpan<double> means, ReadOnlySpan<double> deviations)
    {
        var sketch = new byte[Bytes];
        for (var i = 0; i < Projections; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(sketch.AsSpan(2 * i), Rounded(means[i]));
            BinaryPrimitives.WriteHalfLittleEndian(sketch.AsSpan(2 * (Projections + i)), Rounded(deviations[i]));
        }

        return sketch;
    }

    private static Half Rounded(double value) => (Half)Math.Clamp(value, (double)Half.MinValue, (double)Half.MaxValue);

    private static double At(ReadOnlySpan<byte> sketch, int number) => (double)BinaryPrimitives.ReadHalfLittleEndian(sketch[(2 * number)..]);

    private static double Deviation(ReadOnlySpan<byte> sketch, int projection) =>
        Math.Max(At(sketch, Projections + projection), LeastDeviation * (1 + Math.Abs(At(sketch, projection))));
}
