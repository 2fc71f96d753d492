using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cartel.Collaboration;

/// <summary>What a cell knows of each of its agents, one agent's in one piece: from when to when, whose, bias, scale, counts.</summary>
internal readonly struct CellRows
{
    private const int Ends = 8;
    private const int Slots = 16;
    private const int Biases = 20;
    private const int Scales = 24;
    private const int Counts = 28;
    private const int Width = 16;

    private readonly ulong[] _rows;
    private readonly int _classes;
    private readonly int _stride;

    public CellRows(int classes)
    {
        _classes = classes;
        _stride = (Counts + sizeof(ushort) * classes + 7) / 8;
        // Counts are read sixteen at once, beyond those of the last row too.
        _rows = new ulong[IndexCell.Lanes * _stride + 4];
    }

    public ref long Born(int lane) => ref Part<long>(lane, 0);

    public ref long Died(int lane) => ref Part<long>(lane, Ends);

    // Its end is read first: a lane that is being used again loses its birth before its end.
    public bool IsVisible(int lane, long instant) => Volatile.Read(ref Died(lane)) > instant && Volatile.Read(ref Born(lane)) <= instant;

    public int SlotOf(int lane) => Part<int>(lane, Slots);

    public float BiasOf(int lane) => Part<float>(lane, Biases);

    public float ScaleOf(int lane) => Part<float>(lane, Scales);

    public float Share(int label, int lane) => Unsafe.Add(ref Part<ushort>(lane, Counts), label) * ScaleOf(lane);

    /// <summary>Sixteen shares of a row from some class on; those that there are not are 0.</summary>
    public Vector512<float> SharesOf(int lane, int first)
    {
        var counts = Vector256.LoadUnsafe(ref Part<ushort>(lane, Counts), (nuint)first);
        if (first + Width > _classes) counts &= Vector256.GreaterThan(Vector256.Create((ushort)(_classes - first)), Vector256<ushort>.Indices);
        return Vector512.ConvertToSingle(Widen(counts)) * Vector512.Create(ScaleOf(lane));
    }

    public void Set(int lane, in IndexRow row)
    {
        (Part<int>(lane, Slots), Part<float>(lane, Biases), Part<float>(lane, Scales)) = (row.Slot, row.Bias, row.Scale);
        row.Packed[.._classes].CopyTo(MemoryMarshal.CreateSpan(ref Part<ushort>(lane, Counts), _classes));
    }

    /// <summary>All but the life of another cell's row.</summary>
    public void Set(int lane, CellRows other, int from) =>
        other._rows.AsSpan(from * _stride + 2, _stride - 2).CopyTo(_rows.AsSpan(lane * _stride + 2));

    public void CopyCounts(int lane, Span<long> counts)
    {
        for (var i = 0; i < counts.Length; i++) counts[i] = Unsafe.Add(ref Part<ushort>(lane, Counts), i);
    }

    /// <summary>Has a row fetched.</summary>
    public unsafe void Prefetch(int lane)
    {
        if (!Sse.IsSupported) return;

        // A reference moved by the collector only makes this useless.
        var row = (byte*)Unsafe.AsPointer(ref Part<byte>(lane, 0));
        Sse.Prefetch0(row);
        Sse.Prefetch0(row + 8 * _stride - 1);
    }

    private static Vector512<int> Widen(Vector256<ushort> counts)
    {
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector512Int32(counts);

        var (lower, upper) = Vector256.Widen(counts);
        return Vector512.Create(lower, upper).AsInt32();
    }

    private ref T Part<T>(int lane, int offset) =>
        ref Unsafe.As<byte, T>(ref Unsafe.Add(ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetArrayDataReference(_rows)), (nint)8 * lane * _stride + offset));
}
