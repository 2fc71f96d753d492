using System.IO.Compression;
using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>The error streams on which MOA 76107cfd (2025-09) and River 451a8153 (2024-01) were measured: 100 of each kind.</summary>
internal static class PublishedBits
{
    private const int Streams = 100;
    private const int Change = 10_000;

    /// <summary>Runs a detector over those whose rate jumps from 0.2 to 0.4 after 10 000 of 20 000 values.</summary>
    public static DetectionTally Jump(string detector) => Run(detector, "jump", 20_000, Change);

    /// <summary>Runs a detector over those whose rate rises from 0.2 to 0.4 between the values 10 000 and 12 000.</summary>
    public static DetectionTally Rise(string detector) => Run(detector, "grad", 20_000, Change);

    /// <summary>Runs a detector over 100 000 values at 0.2.</summary>
    public static DetectionTally Flat(string detector) => Run(detector, "flat", 100_000, 100_000);

    private static DetectionTally Run(string name, string file, int length, int change)
    {
        using var packed = new GZipStream(File.OpenRead(Repository.DataFile($"streams/bern_{file}.bits.gz")), CompressionMode.Decompress);
        var tally = new DetectionTally();
        var detector = DriftDetectors.Create(name);
        var (bytes, stream) = (new byte[length / 8], new double[length]);
        for (var i = 0; i < Streams; i++)
        {
            packed.ReadExactly(bytes);
            // Most significant bit first.
            for (var bit = 0; bit < length; bit++) stream[bit] = (bytes[bit / 8] >> (7 - bit % 8)) & 1;
            tally.Run(detector, stream, change);
        }

        return tally;
    }
}
