using System.Buffers.Binary;

namespace Cartel.Learning;

/// <summary>A payload of which is known where its numbers lie, coded bit by bit with what the numbers before have taught.</summary>
/// <remarks>
/// Form: number of runs (1 byte), width (1 byte) and count (4 bytes) of each, then the bits (<see cref="BinaryEncoder"/>). For parts of some
/// ten columns a general compressor spends more on its tables than this does on the numbers. Runs are many times fewer than numbers.
/// </remarks>
internal static class CodedNumbers
{
    private const int RunBytes = 5;

    // A stranger's few bytes must not take much memory; all zeros, which need a bit in 700 numbers, are nobody's knowledge.
    private const int MostOfNothing = 64 * 1024;
    private const int MostInflation = 1000;

    /// <summary>Codes a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="runs">Its numbers, all of them in order; at most 255 runs.</param>
    public static byte[] Code(ReadOnlySpan<byte> payload, IReadOnlyList<NumberRun> runs)
    {
        var writer = new Writer(new BinaryEncoder());
        var head = new byte[1 + (RunBytes * runs.Count)];
        head[0] = checked((byte)runs.Count);
        for (var i = 0; i < runs.Count; i++)
        {
            head[1 + (RunBytes * i)] = (byte)runs[i].Width;
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(2 + (RunBytes * i)), runs[i].Count);
        }

        Run(payload.ToArray(), runs, ref writer);
        return [.. head, .. writer.Coder.ToArray()];
    }

    /// <summary>Decodes what a stranger may have sent.</summary>
    /// <param name="coded">All of the coded form.</param>
    /// <param name="length">How many bytes it promises to be, at least 0.</param>
    /// <exception cref="ModelFormatException">It is damaged, or is not of that length.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> coded, int length)
    {
        var head = new SpanReader(coded);
        var runs = new NumberRun[head.Byte()];
        for (var i = 0; i < runs.Length; i++) runs[i] = new NumberRun(head.Byte(), head.Int32());
        if (runs.Any(static run => run is not { Width: 1 or 2 or 4, Count: >= 0 }) || runs.Sum(static run => (long)run.Width * run.Count) != length)
            throw new ModelFormatException($"the part's numbers are not {length} bytes");
        if (length > MostOfNothing + (MostInflation * (long)head.Left)) throw new ModelFormatException($"{head.Left} bytes promise {length}: nobody's numbers are so alike");

        var reader = new Reader(new BinaryDecoder(head.Bytes(head.Left)));
        var payload = new byte[length];
        Run(payload, runs, ref reader);
        return reader.Coder.IsAtEnd ? payload : throw Cut();
    }

    private static ModelFormatException Cut() => new("the part's numbers end early or late");

    private static void Run<T>(byte[] payload, IReadOnlyList<NumberRun> runs, ref T coder)
        where T : IBitCoder, allows ref struct
    {
        var at = 0;
        var before = Array.Empty<bool>();
        foreach (var run in runs)
        {
            var (models, zeros, last) = (new NumberModels(run), new bool[run.Count], false);
            for (var i = 0; i < run.Count; i++, at += run.Width)
            {
                var neighbours = (last ? 1 : 0) | (i < before.Length && before[i] ? 2 : 0);
                var value = models.Code(Get(payload.AsSpan(at, run.Width)), neighbours, ref coder);
                Set(payload.AsSpan(at, run.Width), value);
                zeros[i] = last = value == 0;
            }

            before = zeros;
        }
    }

    private static uint Get(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        _ => bytes[0],
    };

    private static void Set(Span<byte> bytes, uint value)
    {
        if (bytes.Length == 4) BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        else if (bytes.Length == 2) BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        else bytes[0] = (byte)value;
    }

    private readonly struct Writer(BinaryEncoder coder) : IBitCoder
    {
        public BinaryEncoder Coder => coder;

        public int Code(int bit, ref BitModel model)
        {
            coder.Write(bit, ref model);
            return bit;
        }
    }

    private ref struct Reader(BinaryDecoder coder) : IBitCoder
    {
        public BinaryDecoder Coder = coder;

        public int Code(int bit, ref BitModel model) => Coder.IsBeyondEnd ? throw Cut() : Coder.Read(ref model);
    }
}
