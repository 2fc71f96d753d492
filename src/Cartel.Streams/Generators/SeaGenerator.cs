using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>SEA concepts: three numbers in [0, 10), of which the first two decide.</summary>
/// <remarks>
/// Class 0 where x₀ + x₁ ≤ θ, else class 1; θ is 8, 9, 7, 9.5 for the functions 1 to 4; then a share <c>noise</c> of the labels is
/// swapped. W. N. Street and Y. Kim, “A streaming ensemble algorithm (SEA) for large-scale classification”, KDD 2001, 377–382;
/// classes numbered as in MOA. Values are rounded to single precision before they are judged.
/// </remarks>
internal sealed class SeaGenerator(ConceptSchedule functions, double noise, long seed) : StreamGenerator(SharedSchema)
{
    private static readonly double[] Thresholds = [8, 9, 7, 9.5];
    private static readonly FeatureSchema SharedSchema = new(
        [Feature.Numeric("x0"), Feature.Numeric("x1"), Feature.Numeric("x2")], ["0", "1"]);

    private readonly SeededRandom _random = SeededRandom.For(seed, StableHash.Of("sea"));
    private long _position;

    /// <summary>The class without noise.</summary>
    public static int Classify(int function, double x0, double x1) => x0 + x1 <= Thresholds[function - 1] ? 0 : 1;

    public override int Next(Span<float> values)
    {
        for (var i = 0; i < 3; i++) values[i] = (float)(10 * _random.NextDouble());

        var label = Classify(functions.At(_position++), values[0], values[1]);
        return _random.NextDouble() < noise ? 1 - label : label;
    }
}
