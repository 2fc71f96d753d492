using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Cartel.Collaboration;

/// <summary>What a search looks at first of a cell's lanes: half a byte for each class, and the bias.</summary>
/// <remarks>
/// <para>The 64 levels of a class lie in 32 bytes: those of lane l in byte 2 (l mod 16) + (l / 16 mod 2), below or, from lane
/// 32 on, above. So after <see cref="IndexSieve"/> has looked up all bytes at once, the sums of lanes 0 to 15 lie in the
/// even bytes of one register, and so on.</para>
/// <para>Lanes of two classes share no byte, two lanes of a class do: there is one writer.</para>
/// </remarks>
internal readonly struct CellCodes
{
    public const int BytesPerClass = IndexCell.Lanes / 2;

    // Lanes in use, the largest octave, the tier, 64 biases, then levels class by class, an even number of them.
    private const int Octaves = 8;
    private const int Tiers = 12;
    private const int Biases = 16;
    private const int Levels = Biases + 2 * IndexCell.Lanes;
    private const int CacheLine = 64;

    // Further on the processor sees by itself where this goes.
    private const int MostPrefetched = 1024;

    private readonly byte[] _bytes;

    public CellCodes(int classes, int tier)
    {
        _bytes = new byte[Levels + (classes + 1) / 2 * 2 * BytesPerClass];
        Part<int>(Tiers) = tier;
    }

    /// <summary>Whose samples are about as many.</summary>
    public int Tier => Part<int>(Tiers);

    /// <summary>The lanes that are not free.</summary>
    public ulong Used => Volatile.Read(ref Part<ulong>(0));

    /// <summary>No row has more samples.</summary>
    public int Octave => Volatile.Read(ref Part<int>(Octaves));

    /// <summary>What a step of a lane's bias is, in bits.</summary>
    public static float BiasStep(int classes, int tier) =>
        (float)(OwnBias.AtMost(classes, SampleOctaves.Least(tier)) * 1.001 / ushort.MaxValue);

    public void SetUsed(ulong lanes) => Volatile.Write(ref Part<ulong>(0), lanes);

    public ref ushort BiasesOf(int lane) => ref Part<ushort>(Biases + 2 * lane);

    public ref byte LevelsOf(int label) => ref Part<byte>(Levels + label * BytesPerClass);

    /// <summary>Writes a lane that nobody sees.</summary>
    public void Set(int lane, ReadOnlySpan<byte> levels, ushort bias, int octave)
    {
        BiasesOf(lane) = bias;
        if (octave > Octave) Volatile.Write(ref Part<int>(Octaves), octave);
        ref var code = ref LevelsOf(0);
        var (at, shift) = PlaceOf(lane);
        var keep = 0xF0 >> shift;
        for (var i = 0; i < levels.Length; i++, at += BytesPerClass)
            Unsafe.Add(ref code, at) = (byte)(Unsafe.Add(ref code, at) & keep | levels[i] << shift);
    }

    /// <summary>The same from another cell's lane.</summary>
    public void Set(int lane, CellCodes other, int from, int classes)
    {
        Span<byte> levels = classes <= 512 ? stackalloc byte[classes] : new byte[classes];
        var (at, shift) = PlaceOf(from);
        for (var i = 0; i < classes; i++) levels[i] = (byte)(Unsafe.Add(ref other.LevelsOf(i), at) >> shift & 15);
        Set(lane, levels, other.BiasesOf(from), other.Octave);
    }

    public unsafe void Prefetch()
    {
        if (!Sse.IsSupported) return;

        // A reference moved by the collector only makes this useless.
        var start = (byte*)Unsafe.AsPointer(ref _bytes[0]);
        for (var i = 0; i < Math.Min(_bytes.Length, MostPrefetched); i += CacheLine) Sse.Prefetch0(start + i);
    }

    private static (int At, int Shift) PlaceOf(int lane) => (2 * (lane % 16) + lane / 16 % 2, lane / 32 * 4);

    private ref T Part<T>(int offset) => ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), offset));
}
