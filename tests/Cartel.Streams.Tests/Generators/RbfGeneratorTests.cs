namespace Cartel.Streams.Tests;

public sealed class RbfGeneratorTests
{
    [Test]
    public void Every_class_occurs_and_values_are_finite([Range(1, 10)] int seed)
    {
        var data = DataSets.Open($"rbf?seed={seed}", null, strict: true);

        Assert.That(data.ClassCounts(), Has.Count.EqualTo(6));
        Assert.That(Enumerable.Range(0, data.Count).SelectMany(data.Row).All(float.IsFinite));
    }

    [Test]
    public void Samples_scatter_around_fixed_centres_without_drift()
    {
        var means = MeansOfHalves("rbf?classes=2&features=4&centroids=2&seed=3&count=40000");

        Assert.That(means.Second, Is.EqualTo(means.First).Within(4 * Math.Sqrt(2.0 / 5_000)), "a spread is below 1, and a class has thousands of samples");
    }

    [Test]
    public void Centres_move_with_speed_and_stay_in_the_unit_cube()
    {
        var means = MeansOfHalves("rbf?classes=2&features=4&centroids=2&seed=3&speed=0.00002&count=40000");

        Assert.That(means.Second.Zip(means.First, (second, first) => Math.Abs(second - first)).Max(), Is.GreaterThan(0.1), "0.4 a half, along the heading");
        Assert.That(means.First.Concat(means.Second), Is.All.InRange(-0.1, 1.1));
    }

    [Test]
    public void Centres_turn_back_at_the_faces_of_the_cube()
    {
        var means = MeansOfHalves("rbf?classes=2&features=4&centroids=2&seed=3&speed=0.01&count=40000");

        Assert.That(means.Second, Is.All.InRange(0.4, 0.6), "they cross the cube dozens of times; without turning they would stay at 1");
    }

    private static (double[] First, double[] Second) MeansOfHalves(string spec)
    {
        var data = DataSets.Open(spec, null, strict: true);
        return (Means(data, 0), Means(data, data.Count / 2));
    }

    private static double[] Means(IDataSet data, int from)
    {
        var rows = Enumerable.Range(from, data.Count / 2).Where(row => data.Label(row) == 0).Select(data.Row).ToArray();
        return [.. Enumerable.Range(0, data.Schema.Features.Count).Select(column => rows.Average(row => (double)row[column]))];
    }
}
