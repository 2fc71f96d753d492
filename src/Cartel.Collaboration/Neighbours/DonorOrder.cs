using System.Buffers;
using System.Numerics;

namespace Cartel.Collaboration;

/// <summary>Slots in the order of falling bounds, in steps of <see cref="Step"/>; within a step by their number.</summary>
/// <remarks>Whoever searches looks at the first few of a large fleet: only so many are put in order, and more when they are asked for.</remarks>
internal sealed class DonorOrder(int slots) : IDisposable
{
    /// <summary>By how much an earlier one's bound may lie below a later one's.</summary>
    public const double Step = 1.0 / Steps;

    private const int Steps = 1024;
    private const int Nobody = -1;
    private const int FirstLook = 1024;
    private const int NextLooks = 8;

    private readonly int[] _steps = ArrayPool<int>.Shared.Rent(slots);

    /// <summary>Notes the bounds of some slots in a row; those that are not fit are left out.</summary>
    public void Put(int first, Vector<float> bounds, Vector<int> fit)
    {
        var steps = Vector.Min(Vector.Max(Vector.ConvertToInt32(bounds * Steps), Vector<int>.Zero), new Vector<int>(Steps));
        Vector.ConditionalSelect(fit, steps, new Vector<int>(Nobody)).CopyTo(_steps, first);
    }

    /// <summary>Them with what their bounds are at most.</summary>
    public IEnumerable<(int Slot, double AtMost)> InOrder()
    {
        var (counts, least, due) = (Count(), Steps + 1, FirstLook);
        while (least > 0)
        {
            var (above, held) = (least, 0);
            while (least > 0 && held < due) held += counts[--least];
            var band = ArrayPool<int>.Shared.Rent(held);
            try
            {
                Fill(band, counts, least, above);
                for (var i = 0; i < held; i++) yield return (band[i], (_steps[band[i]] + 1) * Step);
            }
            finally
            {
                ArrayPool<int>.Shared.Return(band);
            }

            due *= NextLooks;
        }
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_steps);

    private int[] Count()
    {
        var counts = new int[Steps + 1];
        foreach (var step in _steps.AsSpan(0, slots))
        {
            if (step != Nobody) counts[step]++;
        }

        return counts;
    }

    private void Fill(int[] band, int[] counts, int least, int above)
    {
        Span<int> places = stackalloc int[Steps + 1];
        for (var step = above - 2; step >= least; step--) places[step] = places[step + 1] + counts[step + 1];
        for (var slot = 0; slot < slots; slot++)
        {
            var step = _steps[slot];
            if (step >= least && step < above) band[places[step]++] = slot;
        }
    }
}
