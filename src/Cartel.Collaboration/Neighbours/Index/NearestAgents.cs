namespace Cartel.Collaboration;

/// <summary>The nearest agents so far, the nearest first: by corrected divergence, by plain divergence, by slot.</summary>
internal ref struct NearestAgents(Span<NearAgent> best)
{
    private readonly Span<NearAgent> _best = best;

    public int Count { get; private set; }

    /// <summary>An agent whose corrected divergence is above this does not come in.</summary>
    public float MostBits { get; private set; } = float.PositiveInfinity;

    /// <summary>Likewise of its plain divergence.</summary>
    public float MostPlugIn { get; private set; } = float.PositiveInfinity;

    /// <summary>Whether nothing but a smaller slot can come in.</summary>
    public int MostSlot { get; private set; } = int.MaxValue;

    public void Offer(NearAgent agent)
    {
        if (Count == _best.Length && Order(agent, _best[^1]) >= 0) return;

        if (Count < _best.Length) Count++;
        var at = Count - 1;
        for (; at > 0 && Order(agent, _best[at - 1]) < 0; at--) _best[at] = _best[at - 1];
        _best[at] = agent;
        if (Count == _best.Length) Tighten(_best[^1]);
    }

    private void Tighten(NearAgent last)
    {
        MostBits = MathF.BitIncrement((float)last.Divergence.Bits);
        if (last.Divergence.Bits > 0) return;

        // All that can still come in are corrected to 0, too.
        MostBits = 0;
        MostPlugIn = MathF.BitIncrement((float)last.Divergence.PlugInBits);
        if (last.Divergence.PlugInBits == 0) (MostPlugIn, MostSlot) = (0, last.Slot);
    }

    private static int Order(NearAgent a, NearAgent b)
    {
        var order = a.Divergence.Bits.CompareTo(b.Divergence.Bits);
        if (order == 0) order = a.Divergence.PlugInBits.CompareTo(b.Divergence.PlugInBits);
        return order != 0 ? order : a.Slot.CompareTo(b.Slot);
    }
}
