using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Gives out rows one by one, and again in a new order when all are out.</summary>
/// <param name="rows">At least one; owned from now on.</param>
/// <param name="orders">Decides the later orders.</param>
internal sealed class RecyclingPool(int[] rows, SeededRandom orders)
{
    private long _given;

    /// <summary>How many rows were given out that had been given out before.</summary>
    public long Recycled => Math.Max(0, _given - rows.Length);

    public int Next()
    {
        var place = (int)(_given % rows.Length);
        if (place == 0 && _given > 0) orders.Shuffle<int>(rows);
        _given++;
        return rows[place];
    }
}
