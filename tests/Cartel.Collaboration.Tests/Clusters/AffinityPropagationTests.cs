namespace Cartel.Collaboration.Tests;

/// <summary>Affinity propagation against scikit-learn 1.2.1: AffinityPropagation(affinity='precomputed', max_iter=1000,
/// convergence_iter=15, random_state=0) on the points made here, with minus the squared distance for similarity.</summary>
public sealed class AffinityPropagationTests
{
    [TestCase(30, 3, 2.0, 0.5, null, "21 22 14 21 22 14 21 22 14 21 22 14 21 22 14 21 22 14 21 22 14 21 22 14 21 22 14 21 22 14")]
    [TestCase(40, 5, 6.0, 0.9, null, "10 11 22 18 39 10 11 22 18 39 10 11 22 18 39 10 11 22 18 39 10 11 22 18 39 10 11 22 18 39 10 11 22 18 39 10 11 22 18 39")]
    [TestCase(40, 4, 9.0, 0.8, -50.0, "0 37 14 11 0 13 14 11 20 13 14 11 0 13 14 39 20 13 14 14 20 37 14 11 20 37 39 11 20 13 14 11 20 37 14 14 20 37 14 39")]
    [TestCase(25, 1, 1.0, 0.5, null, "19 24 19 24 24 10 24 24 16 10 10 24 19 19 16 10 16 10 16 19 16 19 24 24 24")]
    [TestCase(60, 6, 12.0, 0.9, -400.0, "24 25 14 14 46 24 24 25 14 14 46 14 24 25 14 46 46 24 25 25 14 14 46 14 24 25 14 14 46 24 24 25 14 14 46 24 24 25 14 14 46 24 24 25 14 14 46 14 24 25 14 14 46 14 24 25 14 14 46 14")]
    public void Groups_as_scikit_learn_does(int points, int groups, double spread, double damping, double? preference, string expected)
    {
        var found = new AffinityPropagation(damping).Group(Similarities(points, groups, spread), preference);

        Assert.That(string.Join(' ', found), Is.EqualTo(expected));
    }

    [Test]
    public void Groups_the_same_whatever_the_seed_where_nothing_is_tied([Range(1, 5)] int seed) => Assert.That(
        new AffinityPropagation(seed: seed).Group(Similarities(40, 5, 6)), Is.EqualTo(new AffinityPropagation().Group(Similarities(40, 5, 6))));

    [Test]
    public void One_point_is_its_own_exemplar_and_points_all_alike_have_one()
    {
        Assert.That(new AffinityPropagation().Group(new double[1, 1]), Is.EqualTo(new[] { 0 }));
        Assert.That(new AffinityPropagation().Group(new double[6, 6]).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Refuses_what_is_not_square_or_finite()
    {
        Assert.That(() => new AffinityPropagation(damping: 0.4), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AffinityPropagation().Group(new double[0, 0]), Throws.ArgumentException);
        Assert.That(() => new AffinityPropagation().Group(new double[2, 3]), Throws.ArgumentException);
        Assert.That(() => new AffinityPropagation().Group(new[,] { { 0, double.NaN }, { 0, 0 } }), Throws.ArgumentException);
    }

    private static double[,] Similarities(int points, int groups, double spread)
    {
        var similarities = new double[points, points];
        for (var i = 0; i < points; i++)
        {
            for (var k = 0; k < points; k++)
            {
                var ((x, y), (u, v)) = (At(i), At(k));
                similarities[i, k] = -((x - u) * (x - u) + (y - v) * (y - v));
            }
        }

        return similarities;

        (double X, double Y) At(int i) => (
            10 * Math.Cos(i % groups) + spread * Fraction(Math.Sin(12.9898 * (i + 1)) * 43758.5453),
            10 * Math.Sin(2 * (i % groups)) + spread * Fraction(Math.Sin(78.233 * (i + 1)) * 43758.5453));
    }

    private static double Fraction(double value) => value - Math.Floor(value);
}
