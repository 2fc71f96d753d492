using Cartel.Learning;

namespace Cartel.MLNet.Tests;

public sealed class TrainingSetTests
{
    [TestCase(0, 0, 0, Description = "unknown")]
    [TestCase(5, 5, 5, Description = "all of its samples are there")]
    [TestCase(5, 20, 20, Description = "borrowed of 20, met 5 times")]
    [TestCase(0, 500, 32, Description = "borrowed of many")]
    [TestCase(40, 500, 40, Description = "the window has enough")]
    public void Draws_what_the_window_lacks_of_a_class_from_its_sketch(int inWindow, int evidence, int expected)
    {
        var window = new SampleWindow(100, 1);
        for (var i = 0; i < 10; i++) window.Add([0], 0);
        for (var i = 0; i < inWindow; i++) window.Add([7], 1);
        var (own, other) = (new ClassSketch(1), new ClassSketch(1));
        other.Means[0] = 7;

        var set = TrainingSet.Of(window, [own, evidence > 0 ? other : null], [10, evidence], seed: 1);

        Assert.That(set.Samples.Count(static sample => sample is { Label: 1, Features: [7] }), Is.EqualTo(expected));
        Assert.That(set.Count, Is.EqualTo(10 + expected));
    }

    [Test]
    public void Mixes_classes_that_came_one_after_the_other_alike_for_one_seed()
    {
        var window = new SampleWindow(100, 1);
        for (var i = 0; i < 100; i++) window.Add([i], i / 50);

        int[] Labels(int seed) => [.. TrainingSet.Of(window, [new ClassSketch(1), new ClassSketch(1)], [50, 50], seed).Samples.Select(static sample => sample.Label)];

        var (first, again) = (Labels(1), Labels(1));
        Assert.That(again, Is.EqualTo(first).And.Not.EqualTo(Labels(2)));
        // 50 of each in random order change sides about 50 times, give or take 5.
        Assert.That(first.Zip(first[1..]).Count(static pair => pair.First != pair.Second), Is.InRange(30, 70));
    }
}
