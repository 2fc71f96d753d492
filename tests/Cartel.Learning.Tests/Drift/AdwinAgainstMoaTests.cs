using System.IO.Compression;
using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>ADWIN on the bits on which MOA 76107cfd (2025-09) was measured, with its default settings.</summary>
[Category("Statistical")]
public sealed class AdwinAgainstMoaTests
{
    private const int Streams = 100;

    [Test]
    public void Signals_a_jump_after_exactly_as_many_values_as_MOA()
    {
        const int length = 20_000;
        const int change = length / 2;
        var delays = Bits("streams/bern_jump.bits.gz", length).Select(static stream =>
        {
            var detector = new Adwin();
            return Array.FindIndex(stream, x => detector.Observe(x) is DriftSignal.Drift) - change;
        }).Order().ToArray();

        // MOA: median 143, mean 141.1, 90th percentile 207, nothing before the change.
        Assert.That((delays[49] + delays[50]) / 2.0, Is.EqualTo(143));
        Assert.That(delays.Average(), Is.EqualTo(141.1).Within(0.05));
        Assert.That(delays[90], Is.EqualTo(207));
        Assert.That(delays[0], Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void Has_no_false_alarm_where_MOA_has_none()
    {
        var alarms = Bits("streams/bern_flat.bits.gz", 100_000).Sum(static stream =>
        {
            var detector = new Adwin(direction: DriftDirection.Either);
            return stream.Count(x => detector.Observe(x) is DriftSignal.Drift);
        });

        Assert.That(alarms, Is.Zero);
    }

    // Packed bits, most significant first, one stream after another.
    private static IEnumerable<double[]> Bits(string file, int length)
    {
        using var packed = new GZipStream(File.OpenRead(Repository.DataFile(file)), CompressionMode.Decompress);
        var bytes = new byte[length / 8];
        for (var i = 0; i < Streams; i++)
        {
            packed.ReadExactly(bytes);
            yield return [.. Enumerable.Range(0, length).Select(bit => (double)((bytes[bit / 8] >> (7 - bit % 8)) & 1))];
        }
    }
}
