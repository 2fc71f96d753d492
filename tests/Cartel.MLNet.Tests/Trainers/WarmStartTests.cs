using Cartel.Learning;

namespace Cartel.MLNet.Tests;

/// <summary>What becomes of a good row that a training on a few samples goes on from: the table of docs/mlnet.md.</summary>
public sealed class WarmStartTests
{
    private const int Features = 10;
    private const int Batches = 30;

    // A tenth of the labels are wrong: no row is right more often than 0.9.
    private const double Noise = 0.1;

    [Test]
    public void A_few_samples_cost_a_support_vector_machine_what_it_knew_and_a_perceptron_little()
    {
        var perceptron = Measure(new AveragedPerceptron(Passes: 1, Rate: 0.1f));
        var machine = Measure(new LinearSvm(Passes: 1, Lambda: 0.01f));
        Measure(new LogisticRegression(Steps: 1, L2: 0.1f, L1: 0));

        Assert.That(perceptron.Before - perceptron.Warm, Is.LessThan(0.05));
        Assert.That(machine.Before - machine.Warm, Is.GreaterThan(0.05));
        Assert.That(machine.Warm - machine.Cold, Is.LessThan(0.05), "it is hardly better than without what it knew");
    }

    // The accuracy of the row of 2,000 samples, of one that went on from it with 20 others, and of one of these 20 alone.
    private static (double Before, double Warm, double Cold) Measure(IRowTrainer trainer)
    {
        var random = SeededRandom.For(17);
        var (many, shown) = (Take(random, 2000), Take(random, 5000));
        var former = trainer.Train(many, 1, former: null, seed: 1);
        var (before, warm, cold) = (Accuracy(former, shown), 0.0, 0.0);
        for (var i = 0; i < Batches; i++)
        {
            var few = Take(random, 20);
            warm += Accuracy(trainer.Train(few, 1, former, seed: i), shown) / Batches;
            cold += Accuracy(trainer.Train(few, 1, former: null, seed: i), shown) / Batches;
        }

        TestContext.Out.WriteLine($"{trainer.GetType().Name}: of 2,000 samples {before:0.000}, and of 20 more {warm:0.000}; of these 20 alone {cold:0.000}");
        return (before, warm, cold);
    }

    private static (float[] Features, int Label)[] Take(SeededRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ =>
        {
            // Sums of four uniform numbers, nearly normal; the true hyperplane weighs feature i by ±1 in turn.
            float[] features = [.. Enumerable.Range(0, Features).Select(_ => (float)(1.7 * (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2)))];
            return (features, (Side(features) > 0) ^ (random.NextDouble() < Noise) ? 1 : 0);
        })];

    private static float Side(float[] features) => features.Select(static (value, i) => i % 2 == 0 ? value : -value).Sum();

    private static double Accuracy(Row row, (float[] Features, int Label)[] samples) =>
        samples.Average(sample => (row.Bias + row.Weights.Zip(sample.Features, static (weight, value) => weight * value).Sum() > 0) == (sample.Label == 1) ? 1.0 : 0);
}
