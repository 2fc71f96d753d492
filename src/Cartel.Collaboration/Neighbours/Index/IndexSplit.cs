namespace Cartel.Collaboration;

/// <summary>Where to cut a cell in two: at the middle of the class whose square-rooted shares vary most.</summary>
/// <remarks>Square roots, since a difference of shares counts for more in the divergence the rarer the class is.</remarks>
/// <param name="Label">The class; <see cref="IndexNode.BySlot"/> where all shares are one.</param>
/// <param name="Share">Smaller ones go low.</param>
/// <param name="Slot">Smaller ones go low, where that decides.</param>
internal readonly record struct IndexSplit(int Label, float Share, int Slot)
{
    public bool IsLow(IndexCell cell, int lane) =>
        Label == IndexNode.BySlot ? cell.Rows.SlotOf(lane) < Slot : cell.Rows.Share(Label, lane) < Share;

    public static IndexSplit Of(IndexCell cell, int classes)
    {
        Span<float> roots = stackalloc float[IndexCell.Lanes];
        var (widest, most) = (IndexNode.BySlot, 1e-9);
        for (var label = 0; label < classes; label++)
        {
            if (Variance(cell, label, roots) is var variance && variance > most) (widest, most) = (label, variance);
        }

        return widest == IndexNode.BySlot ? BySlot(cell) : ByShare(cell, widest, roots);
    }

    private static double Variance(IndexCell cell, int label, Span<float> roots)
    {
        var count = 0;
        var (sum, squares) = (0.0, 0.0);
        for (var lane = 0; lane < IndexCell.Lanes; lane++)
        {
            if ((cell.Used >> lane & 1) == 0) continue;
            var share = cell.Rows.Share(label, lane);
            sum += roots[count++] = MathF.Sqrt(share);
            squares += share;
        }

        return squares - sum * sum / count;
    }

    // The median of those that occur; the next larger one where nothing is below it.
    private static IndexSplit ByShare(IndexCell cell, int label, Span<float> shares)
    {
        var count = 0;
        for (var lane = 0; lane < IndexCell.Lanes; lane++)
        {
            if ((cell.Used >> lane & 1) != 0) shares[count++] = cell.Rows.Share(label, lane);
        }

        shares = shares[..count];
        shares.Sort();
        var middle = count / 2;
        while (middle < count - 1 && shares[middle] == shares[0]) middle++;
        return shares[middle] > shares[0] ? new(label, shares[middle], 0) : BySlot(cell);
    }

    // Half of them by slot; a single slot with many former rows keeps them in one place.
    private static IndexSplit BySlot(IndexCell cell)
    {
        Span<int> slots = stackalloc int[IndexCell.Lanes];
        var count = 0;
        for (var lane = 0; lane < IndexCell.Lanes; lane++)
        {
            if ((cell.Used >> lane & 1) != 0) slots[count++] = cell.Rows.SlotOf(lane);
        }

        slots = slots[..count];
        slots.Sort();
        var middle = count / 2;
        while (middle < count - 1 && slots[middle] == slots[0]) middle++;
        return new(IndexNode.BySlot, 0, slots[middle]);
    }
}
