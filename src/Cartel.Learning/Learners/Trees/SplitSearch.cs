namespace Cartel.Learning;

/// <summary>A way to split a leaf.</summary>
/// <param name="Gain">In bits.</param>
/// <param name="Test">How samples would be sent on.</param>
/// <param name="Column">In the order of <see cref="TreeShape"/>.</param>
/// <param name="Threshold">As in <see cref="SplitNode"/>; of no meaning for <see cref="SplitTest.Category"/>.</param>
/// <param name="At">Where the column's statistics stand in a slot: its number among the numeric ones, or its first cell.</param>
internal readonly record struct SplitCandidate(double Gain, SplitTest Test, int Column, float Threshold, int At);

/// <summary>Looks for the best split of a leaf: every column's best, and the runner-up among the columns.</summary>
/// <remarks>Numbers: ten thresholds evenly between the least and the greatest value, each class's samples divided by the
/// normal distribution fitted to them. Categories: one child each, or one category against the others.</remarks>
internal ref struct SplitSearch
{
    /// <summary>How many thresholds are tried on a numeric column.</summary>
    public const int Thresholds = 10;

    /// <summary>A column with more categories is split by one against the others only.</summary>
    public const int MostBranches = 256;

    private readonly TreeShape _shape;
    private readonly LeafNode _leaf;
    private readonly Span<double> _scratch;
    private readonly double _before;

    /// <param name="shape">The schema.</param>
    /// <param name="leaf">An active leaf.</param>
    /// <param name="scratch">Two values a class.</param>
    public SplitSearch(TreeShape shape, LeafNode leaf, Span<double> scratch)
    {
        (_shape, _leaf) = (shape, leaf);
        _scratch = scratch;
        var counts = scratch[..shape.Classes];
        var total = 0.0;
        for (var k = 0; k < counts.Length; k++)
        {
            counts[k] = leaf.TrySlot(k, out var slot) ? slot.Weight : 0;
            total += counts[k];
            Total += leaf.Counts[k];
        }

        _before = InformationGain.WeightedEntropy(counts) / total;
    }

    /// <summary>The leaf's weight.</summary>
    public double Total { get; }

    /// <summary>The best split; its gain is 0 where none beats not splitting.</summary>
    public SplitCandidate Best { get; private set; }

    /// <summary>The gain of the best split on another column; at least 0, that of not splitting.</summary>
    public double RunnerUp { get; private set; }

    /// <summary>Looks at all columns that the leaf watches.</summary>
    public void Run(bool binarySplits)
    {
        var (numeric, cell) = (0, 0);
        var columns = _leaf.Columns?.Length ?? _shape.Columns;
        for (var i = 0; i < columns; i++)
        {
            var column = _leaf.Columns?[i] ?? i;
            if (column < _shape.Numerics)
            {
                Consider(BestThreshold(column, numeric++));
                continue;
            }

            var size = _shape.Categories[column - _shape.Numerics];
            Consider(BestCategory(column, cell, size, binarySplits || size > MostBranches));
            cell += size;
        }
    }

    /// <summary>The weight of each class that would go to a child.</summary>
    public readonly void Child(in SplitCandidate split, int child, Span<float> counts)
    {
        for (var k = 0; k < counts.Length; k++)
        {
            if (!_leaf.TrySlot(k, out var slot))
            {
                counts[k] = 0;
                continue;
            }

            var share = split.Test switch
            {
                SplitTest.AtMost => WeightAtMost(slot, split.At, split.Threshold),
                SplitTest.Equal => slot.Counts[split.At + (int)split.Threshold],
                _ => slot.Counts[split.At + child],
            };
            counts[k] = (float)(split.Test is not SplitTest.Category && child == 1 ? WeightOf(slot, split) - share : share);
        }
    }

    private readonly double WeightOf(in ClassSlot slot, in SplitCandidate split)
    {
        if (split.Test is SplitTest.AtMost) return slot.Weight;

        var sum = 0.0;
        foreach (var count in slot.Counts.Slice(split.At, _shape.Categories[split.Column - _shape.Numerics])) sum += count;
        return sum;
    }

    private void Consider(in SplitCandidate candidate)
    {
        if (candidate.Gain > Best.Gain)
        {
            RunnerUp = Best.Gain;
            Best = candidate;
        }
        else if (candidate.Gain > RunnerUp)
        {
            RunnerUp = candidate.Gain;
        }
    }

    private readonly SplitCandidate BestThreshold(int column, int at)
    {
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var k = 0; k < _shape.Classes; k++)
        {
            if (!_leaf.TrySlot(k, out var slot)) continue;

            least = Math.Min(least, slot.Least[at]);
            most = Math.Max(most, slot.Most[at]);
        }

        var best = default(SplitCandidate);
        for (var i = 1; i <= Thresholds && least < most; i++)
        {
            var threshold = (float)(least + ((double)most - least) * i / (Thresholds + 1));
            if (threshold <= least || threshold >= most) continue;

            var gain = GainAt(at, threshold);
            if (gain > best.Gain) best = new SplitCandidate(gain, SplitTest.AtMost, column, threshold, at);
        }

        return best;
    }

    private readonly double GainAt(int at, float threshold)
    {
        var left = _scratch[.._shape.Classes];
        var right = _scratch.Slice(_shape.Classes, _shape.Classes);
        for (var k = 0; k < _shape.Classes; k++)
        {
            (left[k], right[k]) = (0, 0);
            if (!_leaf.TrySlot(k, out var slot)) continue;

            left[k] = WeightAtMost(slot, at, threshold);
            right[k] = slot.Weight - left[k];
        }

        return Gain(left, right);
    }

    private static double WeightAtMost(in ClassSlot slot, int at, float threshold)
    {
        if (threshold < slot.Least[at]) return 0;
        if (threshold >= slot.Most[at]) return slot.Weight;

        var deviation = Math.Sqrt(slot.Variances[at] * slot.Correction);
        if (deviation > 0) return slot.Weight * NormalDistribution.Cumulative(((double)threshold - slot.Means[at]) / deviation);

        return threshold < slot.Means[at] ? 0 : slot.Weight;
    }

    private readonly SplitCandidate BestCategory(int column, int firstCell, int size, bool binaryOnly)
    {
        var best = default(SplitCandidate);
        if (!binaryOnly)
        {
            var gain = GainOfAll(firstCell, size);
            if (gain > 0) best = new SplitCandidate(gain, SplitTest.Category, column, 0, firstCell);
        }

        for (var category = 0; category < size; category++)
        {
            var gain = GainOfOne(firstCell, size, category);
            // A child for each category tells as much as any other grouping; only rounding can say otherwise.
            if (gain > best.Gain + (binaryOnly ? 0 : 1e-9)) best = new SplitCandidate(gain, SplitTest.Equal, column, category, firstCell);
        }

        return best;
    }

    private readonly double GainOfAll(int firstCell, int size)
    {
        var child = _scratch[.._shape.Classes];
        var (total, entropy, branches) = (0.0, 0.0, 0);
        for (var k = 0; k < _shape.Classes; k++)
        {
            if (_leaf.TrySlot(k, out var slot)) total += SumOf(slot.Counts.Slice(firstCell, size));
        }

        for (var category = 0; category < size; category++)
        {
            var weight = 0.0;
            for (var k = 0; k < _shape.Classes; k++)
                weight += child[k] = _leaf.TrySlot(k, out var slot) ? slot.Counts[firstCell + category] : 0;
            entropy += InformationGain.WeightedEntropy(child);
            if (weight > InformationGain.LeastBranch * total) branches++;
        }

        return branches < 2 ? 0 : _before - entropy / total;
    }

    private readonly double GainOfOne(int firstCell, int size, int category)
    {
        var equal = _scratch[.._shape.Classes];
        var other = _scratch.Slice(_shape.Classes, _shape.Classes);
        for (var k = 0; k < _shape.Classes; k++)
        {
            (equal[k], other[k]) = (0, 0);
            if (!_leaf.TrySlot(k, out var slot)) continue;

            equal[k] = slot.Counts[firstCell + category];
            other[k] = SumOf(slot.Counts.Slice(firstCell, size)) - equal[k];
        }

        return Gain(equal, other);
    }

    private readonly double Gain(ReadOnlySpan<double> one, ReadOnlySpan<double> two)
    {
        var (first, second) = (0.0, 0.0);
        for (var k = 0; k < one.Length; k++) (first, second) = (first + one[k], second + two[k]);
        var total = first + second;
        if (Math.Min(first, second) <= InformationGain.LeastBranch * total) return 0;

        return _before - (InformationGain.WeightedEntropy(one) + InformationGain.WeightedEntropy(two)) / total;
    }

    private static double SumOf(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
