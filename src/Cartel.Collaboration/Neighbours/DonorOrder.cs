using System.Buffers;

namespace Cartel.Collaboration;

/// <summary>Slots in the order of falling bounds, sorted into steps of <see cref="Step"/>: a whole sort would cost more than the scan.</summary>
internal sealed class DonorOrder(int most) : IDisposable
{
    /// <summary>By how much an earlier one's bound may lie below a later one's.</summary>
    public const double Step = 1.0 / Steps;

    private const int Steps = 1024;

    private readonly int[] _slots = ArrayPool<int>.Shared.Rent(most);
    private readonly int[] _steps = ArrayPool<int>.Shared.Rent(most);
    private readonly int[] _order = ArrayPool<int>.Shared.Rent(most);

    /// <summary>How many there are; fewer may be said to forget the last.</summary>
    public int Count { get; set; }

    public void Add(int slot, float bound) => (_slots[Count], _steps[Count++]) = (slot, Math.Clamp((int)(bound * Steps), 0, Steps));

    /// <summary>Puts them in order.</summary>
    public void Sort()
    {
        Span<int> starts = stackalloc int[Steps + 2];
        for (var i = 0; i < Count; i++) starts[Steps - _steps[i] + 1]++;
        for (var i = 1; i < starts.Length; i++) starts[i] += starts[i - 1];
        for (var i = 0; i < Count; i++) _order[starts[Steps - _steps[i]]++] = i;
    }

    /// <summary>One in order, and what its bound is at most.</summary>
    public (int Slot, double AtMost) At(int place) => (_slots[_order[place]], (_steps[_order[place]] + 1) * Step);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_slots);
        ArrayPool<int>.Shared.Return(_steps);
        ArrayPool<int>.Shared.Return(_order);
    }
}
