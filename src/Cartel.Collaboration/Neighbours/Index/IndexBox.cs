using System.Runtime.Intrinsics;

namespace Cartel.Collaboration;

/// <summary>Between which shares of each class the rows of one cell lie: the writer's copy, in one piece, so that it tells
/// without a look at the group whether new counts stay where the former ones were.</summary>
internal sealed class IndexBox(int classes)
{
    private const int Width = 16;

    // Least and largest share, class by class, then the largest noise and allowance.
    private readonly float[] _borders = new float[2 * classes + 2];

    /// <summary>Whether rows have widened it since it was fitted.</summary>
    public bool IsWidened { get; private set; }

    public (float Low, float High) this[int label] => (_borders[2 * label], _borders[2 * label + 1]);

    public float Noise => _borders[^2];

    public float Allowance => _borders[^1];

    public bool Holds(in IndexRow row)
    {
        var outside = row.Noise > Noise | row.Allowance > Allowance;
        for (var i = 0; i < row.Shares.Length; i++) outside |= row.Shares[i] < _borders[2 * i] | row.Shares[i] > _borders[2 * i + 1];
        return !outside;
    }

    public void Widen(in IndexRow row)
    {
        IsWidened = true;
        for (var i = 0; i < row.Shares.Length; i++)
        {
            _borders[2 * i] = Math.Min(_borders[2 * i], row.Shares[i]);
            _borders[2 * i + 1] = Math.Max(_borders[2 * i + 1], row.Shares[i]);
        }

        (_borders[^2], _borders[^1]) = (Math.Max(Noise, row.Noise), Math.Max(Allowance, row.Allowance));
    }

    /// <summary>Makes it fit a cell's rows.</summary>
    public void Fit(IndexCell cell)
    {
        IsWidened = false;
        var (none, end) = (Vector512.Create(IndexBoxes.None), IndexCell.EndOf(cell.Rows));
        for (var label = 0; label < classes; label++)
        {
            var (low, high) = (none, -none);
            for (var first = 0; first < end; first += Width)
            {
                var used = Used(cell.Used, first);
                var shares = IndexScan.Load(ref IndexCell.CountOf(cell.Rows, label, first)) * Vector512.LoadUnsafe(ref IndexCell.ScaleOf(cell.Rows, first));
                low = Vector512.Min(low, Vector512.ConditionalSelect(used, shares, none));
                high = Vector512.Max(high, Vector512.ConditionalSelect(used, shares, -none));
            }

            (_borders[2 * label], _borders[2 * label + 1]) = (-Most(-low), Most(high));
        }

        var (scale, allowance) = (Vector512<float>.Zero, Vector512<float>.Zero);
        for (var first = 0; first < end; first += Width)
        {
            var used = Used(cell.Used, first);
            scale = Vector512.Max(scale, Vector512.LoadUnsafe(ref IndexCell.ScaleOf(cell.Rows, first)) & used);
            allowance = Vector512.Max(allowance, Vector512.LoadUnsafe(ref IndexCell.AllowanceOf(cell.Rows, first)) & used);
        }

        (_borders[^2], _borders[^1]) = (IndexCell.NoiseOf(Most(scale)), Most(allowance));
    }

    private static Vector512<float> Used(ulong lanes, int first)
    {
        var bits = Vector512.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        return Vector512.Equals(Vector512.Create((int)(lanes >> first)) & bits, bits).AsSingle();
    }

    private static float Most(Vector512<float> values)
    {
        var half = Vector256.Max(values.GetLower(), values.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return Math.Max(Math.Max(quarter[0], quarter[1]), Math.Max(quarter[2], quarter[3]));
    }
}
