using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>The digit on a seven-segment display: 7 segments, each wrong with probability <c>noise</c>, and 17 random bits.</summary>
/// <remarks>
/// L. Breiman, J. Friedman, R. Olshen and C. Stone, “Classification and regression trees”, 1984, 43–49; at 10 % noise the Bayes
/// error is about 26 %. Drift as in MOA (A. Bifet et al., JMLR 11, 2010): with d drifting attributes, the first d segments have
/// changed places with the first d random bits. The bits are numeric columns (0 or 1); in MOA they are nominal.
/// </remarks>
internal sealed class LedGenerator(ConceptSchedule drifting, double noise, long seed) : StreamGenerator(SharedSchema)
{
    public const int Segments = 7;
    private const int Attributes = 24;

    // Upper bar, upper left, upper right, middle, lower left, lower right, lower bar; of the digits 0 to 9.
    private static readonly string[] Digits =
        ["1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010", "1111111", "1111011"];

    private static readonly FeatureSchema SharedSchema = new(
        [.. Enumerable.Range(0, Attributes).Select(static i => Feature.Numeric($"b{i}"))],
        [.. Enumerable.Range(0, 10).Select(static digit => $"{digit}")]);

    private readonly SeededRandom _random = SeededRandom.For(seed, StableHash.Of("led"));
    private long _position;

    /// <summary>Whether a segment is lit for a digit.</summary>
    public static bool IsLit(int digit, int segment) => Digits[digit][segment] == '1';

    public override int Next(Span<float> values)
    {
        var digit = _random.Next(10);
        for (var i = 0; i < Segments; i++) values[i] = IsLit(digit, i) ^ (_random.NextDouble() < noise) ? 1 : 0;
        for (var i = Segments; i < Attributes; i++) values[i] = _random.Next(2);

        var swapped = drifting.At(_position++);
        for (var i = 0; i < swapped; i++) (values[i], values[Segments + i]) = (values[Segments + i], values[i]);
        return digit;
    }
}
