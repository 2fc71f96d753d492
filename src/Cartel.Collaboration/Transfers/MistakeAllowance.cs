using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>How many mistakes collaboration may cost: one in 200 samples, and ten to begin with.</summary>
/// <remarks>
/// <para>The bound. Let F be the predictions of the model that each probation would return to, which between probations is the
/// model that runs. For every sequence of samples, whatever donors send and however they collude, after n labelled samples</para>
/// <code>mistakes ≤ mistakes of F + 10 + n/200.</code>
/// <para>Until a merge is first kept, F is bit for bit the model that learns alone (<see cref="Hindsight"/>): isolated. A merge is kept
/// only if on its probation it was right alone at least as often as the former model (one from ahead of need: at most three times less
/// often); what it does afterwards is not bounded
/// by that one, but by what it learns, and by the next drift.</para>
/// <para>Proof. Outside probations both predict the same. A probation is given at most what is left of the
/// allowance, and at most ten; its excess never passes that (<see cref="Probation"/>); a positive excess is spent for good,
/// and gains are not credited.</para>
/// <para>Fixed share alone bounds the mixture's loss by the best model's plus O(log N) per change of the best (Herbster and
/// Warmuth, Machine Learning 32, 1998); with its constants that would be more than half a point on short streams.</para>
/// </remarks>
internal sealed class MistakeAllowance
{
    /// <summary>The most that one probation may cost.</summary>
    public const int MostAtOnce = 10;

    /// <summary>In how many samples one mistake is earned.</summary>
    public const int SamplesPerMistake = 200;

    // With less, a merge is undone by its first bad luck.
    private const int LeastAtOnce = 3;

    private long _spent;

    /// <summary>What a probation that begins now may cost; 0: none may begin.</summary>
    public int At(long samples)
    {
        var left = MostAtOnce + (samples / SamplesPerMistake) - _spent;
        return left < LeastAtOnce ? 0 : (int)Math.Min(MostAtOnce, left);
    }

    /// <summary>Takes the excess of a probation that has ended into account.</summary>
    public void Spend(int excess) => _spent += Math.Max(0, excess);

    public void Save(BinaryWriter writer) => writer.Write(_spent);

    public void Restore(ref SpanReader reader) => _spent = reader.Count();
}
