using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

public sealed class HindsightTests
{
    [Test]
    public void The_copy_and_the_samples_since_give_the_model_bit_for_bit_and_go_back_between_one_and_two_periods()
    {
        var (world, model) = (new World(2), OnlineLearner.Create("linear", World.Schema));
        var hindsight = new Hindsight(model, period: 16);
        for (var n = 1; n <= 100; n++)
        {
            var (features, label) = world.Next(5);
            hindsight.Observe(model, features, label, n);
            model.Learn(features, label);

            var again = hindsight.Model();
            for (var i = 0; i < hindsight.Samples.Count; i++) again.Learn(hindsight.Samples.Features(i), hindsight.Samples.Label(i));
            Assert.That(again.Save(), Is.EqualTo(model.Save()));
            Assert.That(hindsight.Samples.Count, Is.InRange(Math.Min(n, 17), 32));
            Assert.That(hindsight.Samples.Arrival(hindsight.Samples.Count - 1), Is.EqualTo(n));
        }
    }

    [Test]
    public void After_an_exchange_of_the_model_it_begins_anew()
    {
        var (world, model) = (new World(2), OnlineLearner.Create("linear", World.Schema));
        var hindsight = new Hindsight(model, period: 4);
        for (var n = 1; n <= 10; n++) hindsight.Observe(model, world.Of(0), 0, n);
        var other = world.Learned(50);

        hindsight.Restart(other);

        Assert.That(hindsight.Samples.Count, Is.Zero);
        Assert.That(hindsight.Model().Save(), Is.EqualTo(other.Save()));
    }

    // Capacity, count.
    [TestCase(0, 0)]
    [TestCase(-1, 0)]
    [TestCase(int.MaxValue, 0)]
    [TestCase(4, -1)]
    [TestCase(4, 5)]
    [TestCase(4, 1)]
    public void Hostile_sizes_are_refused(int capacity, int count)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(capacity);
        writer.Write(count);

        Assert.That(
            () =>
            {
                var reader = new SpanReader(stream.ToArray());
                SampleRing.Restore(World.Schema, ref reader);
            },
            Throws.TypeOf<ModelFormatException>());
    }
}
