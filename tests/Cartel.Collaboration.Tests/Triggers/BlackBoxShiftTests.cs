using Cartel.Testing;

namespace Cartel.Collaboration.Tests;

public sealed class BlackBoxShiftTests
{
    // So many samples that the ridge, which is the noise of the confusions, is nothing.
    private const double Endless = 1e12;

    [Test]
    public void Two_classes_by_hand()
    {
        // Predicted “a”: 0.9 of a, 0.2 of b. If 55 of 100 are: 0.9 q + 0.2 (1 − q) = 0.55, so q = 1/2.
        var (mix, condition) = BlackBoxShift.Estimate(Confused([[0.9, 0.2], [0.1, 0.8]]), [55, 45], [0.8, 0.2]);

        Assert.That(mix, Is.EqualTo(new[] { 0.5, 0.5 }).Within(1e-9));
        // AᵀA = [[0.82, 0.26], [0.26, 0.68]] has the eigenvalues 0.75 ± √(0.07² + 0.26²).
        Assert.That(condition, Is.EqualTo(Math.Sqrt((0.75 + Math.Sqrt(0.0725)) / (0.75 - Math.Sqrt(0.0725)))).Within(1e-9));
    }

    [Test]
    public void Three_classes_give_back_the_mix_that_made_the_predictions()
    {
        double[][] shares = [[0.8, 0.1, 0.3], [0.15, 0.7, 0.1], [0.05, 0.2, 0.6]];

        // A (0.2, 0.3, 0.5) = (0.34, 0.29, 0.37)
        var (mix, _) = BlackBoxShift.Estimate(Confused(shares), [34, 29, 37], [0.6, 0.3, 0.1]);

        Assert.That(mix, Is.EqualTo(new[] { 0.2, 0.3, 0.5 }).Within(1e-9));
    }

    [Test]
    public void A_model_that_is_always_right_is_taken_at_its_word()
    {
        var (mix, condition) = BlackBoxShift.Estimate(new double[,] { { 20, 0, 0 }, { 0, 5, 0 }, { 0, 0, 1000 } }, [10, 30, 60], [0.02, 0.005, 0.975]);

        Assert.That(mix, Is.EqualTo(new[] { 0.1, 0.3, 0.6 }).Within(1e-12));
        Assert.That(condition, Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void A_model_that_cannot_tell_two_classes_apart_gives_no_mix()
    {
        var (mix, condition) = BlackBoxShift.Estimate(Confused([[0.5, 0.49, 0], [0.5, 0.51, 0], [0, 0, 1]]), [30, 30, 40], [0.4, 0.4, 0.2]);

        Assert.That(mix, Is.Null);
        Assert.That(condition, Is.GreaterThan(BlackBoxShift.WorstCondition));
    }

    [Test]
    public void Predictions_that_no_mix_explains_give_one_on_the_border()
    {
        var (mix, _) = BlackBoxShift.Estimate(Confused([[0.9, 0.2], [0.1, 0.8]]), [100, 0], [0.5, 0.5]);

        Assert.That(mix, Is.EqualTo(new[] { 1.0, 0 }).Within(1e-12));
    }

    [Test]
    public void Few_confusions_draw_the_estimate_towards_no_shift()
    {
        double[,] few = { { 4, 1 }, { 1, 4 } };

        var (mix, _) = BlackBoxShift.Estimate(few, [60, 40], [0.5, 0.5]);

        // Without a ridge 0.8 q + 0.2 (1 − q) = 0.6, so q = 2/3. Along (1, −1)/√2 the gap is 0.1√2, A's singular value 0.6, and
        // λ = (1 − 0.64 − 0.04) / 5 = 0.064: q = 1/2 + 0.1 · 0.6 / (0.36 + 0.064).
        Assert.That(mix![0], Is.EqualTo(0.5 + (0.06 / 0.424)).Within(1e-12));
    }

    // 1,000 samples with labels, 200 without, a model right in seven of ten: as an agent has them.
    [Test]
    public void On_drawn_samples_it_is_nearer_to_the_truth_than_what_is_predicted_and_than_what_was()
    {
        var random = new Random(1);
        double[] before = [0.25, 0.25, 0.25, 0.25], after = [0.55, 0.15, 0.15, 0.15];
        var (estimated, predicted, former) = (0.0, 0.0, 0.0);
        for (var run = 0; run < 100; run++)
        {
            var confusions = new double[4, 4];
            for (var i = 0; i < 1000; i++)
            {
                var label = i % 4;
                confusions[Predicted(label), label]++;
            }

            var counts = new long[4];
            var labels = Streams.Counts(random, after, 200);
            for (var label = 0; label < 4; label++)
            {
                for (var i = 0; i < labels[label]; i++) counts[Predicted(label)]++;
            }

            estimated += Distance(BlackBoxShift.Estimate(confusions, counts, before).Mix!);
            predicted += Distance([.. counts.Select(static count => count / 200.0)]);
            former += Distance(before);
        }

        Assert.That(estimated, Is.LessThan(0.8 * predicted));
        Assert.That(estimated, Is.LessThan(0.3 * former));

        int Predicted(int label) => random.NextDouble() < 0.7 ? label : random.Next(4);

        double Distance(double[] mix) => mix.Zip(after, static (one, other) => Math.Abs(one - other)).Sum();
    }

    [Test]
    public void Eigenvectors_put_a_matrix_together_again([Values(1, 2, 5, 20)] int size)
    {
        var random = new Random(size);
        var matrix = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++) matrix[i, j] = matrix[j, i] = random.NextDouble() - 0.5;
        }

        var (values, vectors) = SymmetricEigen.Of((double[,])matrix.Clone());

        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                var whole = Enumerable.Range(0, size).Sum(e => vectors[i, e] * values[e] * vectors[j, e]);
                var unit = Enumerable.Range(0, size).Sum(e => vectors[i, e] * vectors[j, e]);
                Assert.That(whole, Is.EqualTo(matrix[i, j]).Within(1e-12));
                Assert.That(unit, Is.EqualTo(i == j ? 1 : 0).Within(1e-12));
            }
        }
    }

    private static double[,] Confused(double[][] shares)
    {
        var counts = new double[shares.Length, shares.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            for (var j = 0; j < shares.Length; j++) counts[i, j] = shares[i][j] * Endless;
        }

        return counts;
    }
}
