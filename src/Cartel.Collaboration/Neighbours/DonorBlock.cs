using System.Numerics;

namespace Cartel.Collaboration;

/// <summary>A stretch of <see cref="DonorColumns"/>.</summary>
/// <remarks>
/// <para>The divergence is bounded from below as <see cref="IndexQuery"/> has it, less the two biases at most as <see cref="IndexRow"/> has them,
/// over the classes that are compared; the rest of the score by its largest value. An age t, in half-lives, counts as the chord
/// 2^−⌊t⌋ (1 − (t − ⌊t⌋) / 2) ≥ 2^−t.</para>
/// <para>One writer at a time; a reader that was disturbed reads again (a sequence lock).</para>
/// </remarks>
internal sealed class DonorBlock(int classes)
{
    /// <summary>How many agents it holds.</summary>
    public const int Lanes = 256;

    private const float Newcomer = 0.5f;
    private const double ClockRounding = 0.001;
    private const float CapOnSamples = (float)JensenShannon.MostSamples;

    private readonly float[] _counts = new float[classes * Lanes];
    private readonly float[] _known = new float[classes * Lanes];
    private readonly float[] _recall = new float[classes * Lanes];
    private readonly float[] _samples = new float[Lanes];
    private readonly float[] _rarity = new float[Lanes];
    private readonly float[] _present = new float[Lanes];
    private readonly float[] _reputation = Filled(Newcomer);
    private readonly double[] _publishedAt = new double[Lanes];
    private readonly double[] _liveUntil = Filled(double.PositiveInfinity);
    private int _version;

    public void Put(int lane, ReadOnlySpan<long> counts, ReadOnlySpan<long> evidence, ReadOnlySpan<double?> recall, double publishedAt)
    {
        Begin();
        var (samples, rarity, present) = (0.0, 0.0, 0);
        for (var label = 0; label < classes; label++)
        {
            var (at, count) = (label * Lanes + lane, counts[label]);
            var rate = recall[label].GetValueOrDefault();
            _counts[at] = count;
            _recall[at] = Up(rate);
            _known[at] = count >= NeighbourFilter.LeastRecent && evidence[label] >= NeighbourFilter.LeastEvidence && rate >= NeighbourFilter.LeastRecall ? Up(rate) : -1;
            samples += count;
            if (count <= 0) continue;
            rarity += 1.0 / (3.0 * count) + 0.85 / ((double)count * count);
            present++;
        }

        (_samples[lane], _rarity[lane], _present[lane], _publishedAt[lane]) = ((float)samples, Up(rarity), present, publishedAt);
        End();
    }

    public void Renew(int lane, double liveUntil)
    {
        Begin();
        _liveUntil[lane] = liveUntil;
        End();
    }

    public void Remove(int lane)
    {
        Begin();
        (_samples[lane], _reputation[lane], _liveUntil[lane]) = (0, Newcomer, double.PositiveInfinity);
        End();
    }

    public void Rate(int lane, double reputation)
    {
        Begin();
        _reputation[lane] = Up(reputation);
        End();
    }

    public void Bound(BoundQuery query, int firstSlot, DonorOrder order)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var version = Volatile.Read(ref _version);
            if (version % 2 == 0)
            {
                for (var lane = 0; lane < Lanes; lane += Vector<float>.Count) Bound(query, lane, firstSlot, order);
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _version) == version) return;
            }

            spin.SpinOnce();
        }
    }

    private void Bound(BoundQuery query, int lane, int firstSlot, DonorOrder order)
    {
        var samples = Load(_samples, lane);
        var (known, recall) = query.Needs.Count > 0 ? Knowledge(query, lane) : (Vector<float>.One, Promised(query, lane));
        var fit = Vector.GreaterThanOrEqual(samples, new Vector<float>(NeighbourFilter.LeastWindow)) & Vector.GreaterThan(known, Vector<float>.Zero) & IsLive(query, lane);
        if (fit == Vector<int>.Zero)
        {
            order.Put(firstSlot + lane, Vector<float>.Zero, fit);
            return;
        }

        var nearness = query.ByDivergence ? Vector<float>.One - Vector.Max(Vector<float>.Zero, BitsAtLeast(query, lane, samples)) : Vector<float>.One;
        var score = (float)NeighbourScore.DivergenceWeight * nearness
            + (float)NeighbourScore.RecallWeight * recall
            + (float)NeighbourScore.ReputationWeight * Load(_reputation, lane)
            + (float)NeighbourScore.AgeWeight * AgeAtMost(query, lane)
            + new Vector<float>((float)(NeighbourScore.LoadWeight + NeighbourScore.NetworkWeight * query.Network));
        var cover = known * (1f / Math.Max(1, query.Needs.Count));
        order.Put(firstSlot + lane, score * cover + new Vector<float>(1e-5f), fit);
    }

    private (Vector<float> Known, Vector<float> Recall) Knowledge(BoundQuery query, int lane)
    {
        var (known, most) = (Vector<float>.Zero, Vector<float>.Zero);
        for (var i = 0; i < query.Needs.Count; i++)
        {
            var rate = Load(_known, query.Needs[i] * Lanes + lane);
            var knows = Vector.GreaterThanOrEqual(rate, new Vector<float>(query.Thresholds[i])) & Vector.GreaterThan(rate, Vector<float>.Zero);
            known += Vector.ConditionalSelect(knows, Vector<float>.One, Vector<float>.Zero);
            // The score has the least of them; but what these numbers know may still be another class, and then it does not count.
            most = Vector.ConditionalSelect(knows, Vector.Max(rate, most), most);
        }

        return (known, most);
    }

    private Vector<float> Promised(BoundQuery query, int lane)
    {
        var right = Vector<float>.Zero;
        for (var label = 0; label < classes; label++) right += Load(_recall, label * Lanes + lane) * query.WholeShares[label];
        return right;
    }

    private Vector<float> BitsAtLeast(BoundQuery query, int lane, Vector<float> samples)
    {
        var compared = samples;
        foreach (var label in query.Masked) compared -= Load(_counts, label * Lanes + lane);
        var scale = Vector<float>.One / Vector.Max(compared, Vector<float>.One);
        var (apart, missing, own, theirs) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        for (var label = 0; label < classes; label++)
        {
            var share = query.Shares[label];
            if (float.IsNaN(share)) continue;

            var x = Load(_counts, label * Lanes + lane) * scale;
            if (share == 0)
            {
                missing += x;
                continue;
            }

            var y = new Vector<float>(share);
            var reciprocal = Vector<float>.One / (x + y);
            apart += (x - y) * (x - y) * reciprocal;
            theirs += (Vector<float>.One - x) * y * reciprocal;
            own += (Vector<float>.One - y) * x * reciprocal;
        }

        var capped = Vector.Min(compared, new Vector<float>(CapOnSamples));
        var noise = new Vector<float>(IndexQuery.QuarterBit) / Vector.Max(capped - Vector<float>.One, Vector<float>.One);
        var bias = noise * (theirs + Load(_rarity, lane) + Load(_present, lane) * (4f / 3) / Vector.Max(capped, Vector<float>.One)) * 1.0001f
            + own * query.Noise + new Vector<float>(query.Allowance);
        var bits = apart * IndexQuery.QuarterBit + missing * 0.5f - bias;
        // Nothing to compare but the classes left out: then all are compared, of which nothing is said here.
        return Vector.ConditionalSelect(Vector.LessThan(compared, new Vector<float>(0.5f)), Vector<float>.Zero, bits);
    }

    private Vector<int> IsLive(BoundQuery query, int lane)
    {
        var due = new Vector<double>(query.Now - ClockRounding);
        return Vector.Narrow(
            Vector.GreaterThanOrEqual(new Vector<double>(_liveUntil, lane), due),
            Vector.GreaterThanOrEqual(new Vector<double>(_liveUntil, lane + Vector<double>.Count), due));
    }

    private Vector<float> AgeAtMost(BoundQuery query, int lane)
    {
        var age = Vector.Narrow(HalfLives(query, lane), HalfLives(query, lane + Vector<double>.Count));
        var whole = Vector.ConvertToInt32(age);
        var power = Vector.AsVectorSingle(Vector.ShiftLeft(new Vector<int>(127) - whole, 23));
        return power * (Vector<float>.One - (age - Vector.ConvertToSingle(whole)) * 0.5f);
    }

    private Vector<double> HalfLives(BoundQuery query, int lane)
    {
        var lives = (new Vector<double>(query.Now) - new Vector<double>(_publishedAt, lane)) * (1 / NeighbourScore.AgeHalfLifeSeconds);
        return Vector.Min(Vector.Max(lives, Vector<double>.Zero), new Vector<double>(100));
    }

    private static T[] Filled<T>(T value)
    {
        var all = new T[Lanes];
        Array.Fill(all, value);
        return all;
    }

    private static Vector<float> Load(float[] column, int at) => new(column, at);

    private static float Up(double value) => MathF.BitIncrement((float)value);

    private void Begin() => Interlocked.Increment(ref _version);

    private void End() => Interlocked.Increment(ref _version);
}
