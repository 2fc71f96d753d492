using Cartel.Learning;

namespace Cartel.Streams.Tests;

public sealed class DataSetSourceTests
{
    private static readonly NumberedRows Data = new(3, 2);

    [Test]
    public void Gives_the_rows_in_order_once()
    {
        using var source = new DataSetSource(Data);

        Assert.That(source.ReadSamples().Select(sample => (sample.Values[0], sample.Label)), Is.EqualTo(new[] { (0f, 0), (1f, 1), (2f, 0), (3f, 1), (4f, 0) }));
        Assert.That(source.Position, Is.EqualTo(5));
        Assert.That(source.TryRead(new Sample(1)), Is.False);
    }

    [Test]
    public void Seeks_anywhere_between_start_and_end()
    {
        using var source = new DataSetSource(Data);
        source.Seek(4);

        Assert.That(source.ReadSamples().Single().Values[0], Is.EqualTo(4));
        source.Seek(0);
        Assert.That(source.ReadSamples(), Has.Count.EqualTo(5));
        Assert.That(() => source.Seek(6), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => source.Seek(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
