using System.Numerics;
using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>The latest 64 outcomes of each class, right or wrong, and how far its recall has fallen among them.</summary>
/// <remarks>
/// <para>A window of the stream's last samples holds none of a rare class, and of a frequent one more than it takes. So each class
/// has a window of its own samples. A fall is looked for at every place where it may have happened: with hits h of the n before it
/// and g of the m after it,</para>
/// <code>G = 2 (ln L(h, n) + ln L(g, m) − ln L(h + g, n + m)),   L(h, n) = (h/n)ʰ (1 − h/n)ⁿ⁻ʰ,</code>
/// <para>where h/n is above g/m; the largest G counts (the likelihood ratio of one change against none). 16 bytes a class.</para>
/// </remarks>
internal sealed class ClassOutcomes(int classes)
{
    /// <summary>The least G of a fall. Measured at recalls of 0.5 to 0.95: up to 2% of steady classes show as much.</summary>
    public const double Significant = 10;

    private const int Window = 64;

    // Less before the change is no recall to fall from, less after it is bad luck.
    private const int LeastBefore = 8;
    private const int LeastAfter = 3;

    private readonly ulong[] _hits = new ulong[classes];
    private readonly byte[] _counts = new byte[classes];

    /// <summary>Takes one outcome.</summary>
    public void Add(int label, bool hit)
    {
        _hits[label] = (_hits[label] << 1) | (hit ? 1UL : 0);
        if (_counts[label] < Window) _counts[label]++;
    }

    /// <summary>The largest G of a fall of a class's recall, and how many of its samples came since; 0 where it did not fall.</summary>
    public (double Evidence, int Since) Fall(int label)
    {
        var (hits, count) = (_hits[label], (int)_counts[label]);
        var all = BitOperations.PopCount(hits);
        var (fall, after) = ((Evidence: 0.0, Since: 0), 0);
        for (var m = 1; m <= count - LeastBefore; m++)
        {
            after += (int)((hits >> (m - 1)) & 1);
            var (before, n) = (all - after, count - m);
            if (m < LeastAfter || before * m <= after * n) continue;

            var evidence = 2 * (LogLikelihood(before, n) + LogLikelihood(after, m) - LogLikelihood(all, count));
            if (evidence > fall.Evidence) fall = (evidence, m);
        }

        return fall;
    }

    /// <summary>The classes that fell significantly, worst first; where none did, the one that fell most; none where none fell at all.</summary>
    public IReadOnlyList<int> Fallen()
    {
        var falls = Enumerable.Range(0, _counts.Length)
            .Select(label => (Label: label, Fall: Fall(label).Evidence))
            .Where(static found => found.Fall > 0)
            .OrderByDescending(static found => found.Fall)
            .ToList();
        return [.. falls.TakeWhile(static (found, place) => place == 0 || found.Fall >= Significant).Select(static found => found.Label)];
    }

    /// <summary>Forgets everything.</summary>
    public void Forget()
    {
        Array.Clear(_hits);
        Array.Clear(_counts);
    }

    public void Save(BinaryWriter writer)
    {
        foreach (var hits in _hits) writer.Write(hits);
        writer.Write(_counts);
    }

    public void Restore(ref SpanReader reader)
    {
        for (var i = 0; i < _hits.Length; i++) _hits[i] = (ulong)reader.Int64();
        reader.Bytes(_counts.Length).CopyTo(_counts);
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > Window || (_counts[i] < Window && _hits[i] >> _counts[i] != 0))
                throw new ModelFormatException($"class {i} with {_counts[i]} latest outcomes");
        }
    }

    private static double LogLikelihood(int hits, int count) =>
        (hits == 0 ? 0 : hits * Math.Log((double)hits / count)) + (hits == count ? 0 : (count - hits) * Math.Log((double)(count - hits) / count));
}
