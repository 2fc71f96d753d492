using Cartel.Learning;

namespace Cartel.MLNet.Tests;

public sealed class SampleWindowTests
{
    [Test]
    public void Keeps_the_last_samples_in_order()
    {
        var window = new SampleWindow(3, 2);
        for (var i = 0; i < 5; i++) window.Add([i, -i], i % 2);

        Assert.That(Enumerable.Range(0, window.Count).Select(i => (window.Features(i)[0], window.Features(i)[1], window.Label(i))), Is.EqualTo(new[] { (2f, -2f, 0), (3f, -3f, 1), (4f, -4f, 0) }));
        Assert.That((window.CountOf(0), window.CountOf(1), window.CountOf(2)), Is.EqualTo((2, 1, 0)));
    }

    [TestCase(2)]
    [TestCase(7)]
    public void Comes_back_as_it_was_written(int samples)
    {
        var window = new SampleWindow(4, 1);
        for (var i = 0; i < samples; i++) window.Add([i], 1);
        var bytes = Written(window);

        var read = new SampleWindow(4, 1);
        var reader = new SpanReader(bytes);
        read.Read(ref reader, classes: 2);

        Assert.That(Written(read), Is.EqualTo(bytes));
        Assert.That(read.Features(0)[0], Is.EqualTo(window.Features(0)[0]));
    }

    [Test]
    public void Refuses_more_samples_than_it_holds_and_classes_that_there_are_not()
    {
        var window = new SampleWindow(4, 1);
        for (var i = 0; i < 4; i++) window.Add([i], 1);
        var bytes = Written(window);

        Assert.That(() => ReadInto(3, bytes, classes: 2), Throws.TypeOf<ModelFormatException>().With.Message.Contains("window of 3"));
        Assert.That(() => ReadInto(4, bytes, classes: 1), Throws.TypeOf<ModelFormatException>().With.Message.Contains("class 1"));
    }

    private static void ReadInto(int capacity, byte[] bytes, int classes)
    {
        var reader = new SpanReader(bytes);
        new SampleWindow(capacity, 1).Read(ref reader, classes);
    }

    private static byte[] Written(SampleWindow window)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        window.Write(writer);
        return stream.ToArray();
    }
}
