namespace Cartel.Learning.Tests;

public sealed class NodeMonitorTests
{
    // Adwin agrees with MOA's on the same bits (AdwinAgainstMoaTests); this one must agree with Adwin at MOA's settings.
    [TestCase(0.1, 0.1)]
    [TestCase(0.2, 0.4)]
    [TestCase(0.4, 0.2)]
    [TestCase(0.0, 1.0)]
    public void Is_ADWIN_on_zeros_and_ones(double before, double after)
    {
        var (monitor, adwin, random) = (new NodeMonitor(), new Adwin(), new Random(7));
        for (var i = 0; i < 20_000; i++)
        {
            var wrong = random.NextDouble() < (i < 10_000 ? before : after);

            Assert.That(monitor.Observe(wrong), Is.EqualTo(adwin.Observe(wrong ? 1 : 0) is DriftSignal.Drift));
            Assert.That(monitor.Width, Is.EqualTo(adwin.Width));
            Assert.That(monitor.Error, Is.EqualTo(adwin.Mean).Within(1e-9));
        }
    }

    [Test]
    public void Goes_on_from_its_bytes()
    {
        var (monitor, random) = (new NodeMonitor(), new Random(8));
        for (var i = 0; i < 3000; i++) monitor.Observe(random.Next(4) == 0);
        var read = Read(Write(monitor));

        for (var i = 0; i < 3000; i++)
        {
            var wrong = random.Next(2) == 0;
            Assert.That(read.Observe(wrong), Is.EqualTo(monitor.Observe(wrong)));
        }

        Assert.That(Write(read), Is.EqualTo(Write(monitor)));
        Assert.That(read.Bytes, Is.LessThan(500));
    }

    [Test]
    public void Bytes_that_no_window_has_are_refused()
    {
        var monitor = new NodeMonitor();
        for (var i = 0; i < 9; i++) monitor.Observe(true);
        var bytes = Write(monitor);
        foreach (var (at, value) in new[] { (0, (byte)32), (3, (byte)255), (4, (byte)0), (4, (byte)22), (5, (byte)6), (6, (byte)2), (9, (byte)255) })
        {
            byte[] damaged = [.. bytes];
            damaged[at] = value;
            Assert.That(() => Read(damaged), Throws.TypeOf<ModelFormatException>(), $"byte {at} is {value}");
        }
    }

    private static byte[] Write(NodeMonitor monitor)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        monitor.Write(writer);
        return stream.ToArray();
    }

    private static NodeMonitor Read(byte[] bytes)
    {
        var reader = new SpanReader(bytes);
        return NodeMonitor.Read(ref reader);
    }
}
