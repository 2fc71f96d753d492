using System.Numerics.Tensors;
using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>What a batch trainer is given: samples in an order drawn at random, each the features and the class.</summary>
/// <remarks>Online trainers learn little from classes that come one after the other, which is how streams bring them.</remarks>
internal sealed class TrainingSet
{
    /// <summary>So many samples a class that is known from elsewhere should have in a set: about what a row needs to stop firing on it.</summary>
    private const int Drawn = 32;

    private readonly List<(float[] Features, int Label)> _samples = [];

    private TrainingSet()
    {
    }

    /// <summary>How many samples there are.</summary>
    public int Count => _samples.Count;

    /// <summary>The samples.</summary>
    public IReadOnlyList<(float[] Features, int Label)> Samples => _samples;

    /// <summary>A window's samples, and of each class of which the model knows more than the window, some drawn from its sketch.</summary>
    /// <param name="window">The samples.</param>
    /// <param name="sketches">What each class's samples looked like; null: unknown.</param>
    /// <param name="evidence">How many samples of each class the model knows, borrowed ones included.</param>
    /// <param name="seed">Seeds what is drawn.</param>
    public static TrainingSet Of(SampleWindow window, IReadOnlyList<ClassSketch?> sketches, IReadOnlyList<long> evidence, int seed)
    {
        var set = new TrainingSet();
        for (var i = 0; i < window.Count; i++) set._samples.Add((window.Features(i).ToArray(), window.Label(i)));

        var random = new Random(seed);
        for (var k = 0; k < sketches.Count; k++)
        {
            if (sketches[k] is not { } sketch) continue;

            var missing = (int)Math.Min(Drawn, evidence[k]) - window.CountOf(k);
            for (var i = 0; i < missing; i++)
            {
                var drawn = new float[sketch.Means.Length];
                sketch.Draw(random, drawn);
                TensorPrimitives.Clamp(drawn, -float.MaxValue, float.MaxValue, drawn);
                set._samples.Add((drawn, k));
            }
        }

        var order = SeededRandom.For(seed);
        for (var i = set._samples.Count - 1; i > 0; i--)
        {
            var other = order.Next(i + 1);
            (set._samples[i], set._samples[other]) = (set._samples[other], set._samples[i]);
        }

        return set;
    }
}
