namespace Cartel.Learning;

/// <summary>Adds up what trees say of a sample; who does not know a class does not vote against it.</summary>
/// <remarks>
/// <para>Tree t, of weight wₜ, gives class k the share pₜ(k). It knows k if it has learned at least a tenth of the weight of
/// k's samples that the tree which learned most has (<see cref="ForestMember.Learned"/>: ten times the grace period counts as
/// all). Where every tree knows every class, the sum is Σ wₜ pₜ(k). Else, with q(k) the weighted mean share by those that
/// know k, each tree leaves q(k) to each class that it does not know, and scales its own shares to what remains: a borrowed
/// tree is heard on the class that it was borrowed for, however many there are that never saw it.</para>
/// </remarks>
internal sealed class Ballot(int trees, int classes)
{
    private const float Tenth = 0.1f;

    private readonly double[] _votes = new double[trees * classes];
    private readonly double[] _weights = new double[trees];
    private readonly double[] _shares = new double[classes];
    private readonly double[] _others = new double[classes];
    private readonly float[] _most = new float[classes];
    private readonly float[] _least = new float[classes];

    /// <summary>Each class's share; all 0 where nobody knows any.</summary>
    public ReadOnlySpan<double> Shares => _shares;

    /// <summary>The class of the greatest share, the first of equals; −1 where nobody knows any.</summary>
    public int Winner { get; private set; }

    /// <summary>Its size in memory, in bytes.</summary>
    public long Bytes =>
        TreeMemory.Header + 56 + TreeMemory.Array<double>(_votes.Length) + TreeMemory.Array<double>(trees)
        + 2 * TreeMemory.Array<double>(classes) + 2 * TreeMemory.Array<float>(classes);

    /// <summary>Where a tree puts its votes: any numbers that are not negative.</summary>
    public Span<double> VotesOf(int tree) => _votes.AsSpan(tree * classes, classes);

    /// <summary>Forgets the last count.</summary>
    public void Clear()
    {
        Array.Clear(_shares);
        Array.Clear(_most);
        Array.Fill(_least, float.MaxValue);
    }

    /// <summary>Counts a tree's votes.</summary>
    /// <returns>What the tree takes the sample for; −1: it has no idea.</returns>
    public int Count(int tree, ReadOnlySpan<float> learned, double weight)
    {
        var votes = VotesOf(tree);
        var (best, total) = (0, 0.0);
        for (var k = 0; k < votes.Length; k++)
        {
            total += votes[k];
            if (votes[k] > votes[best]) best = k;
            _most[k] = Math.Max(_most[k], learned[k]);
            _least[k] = Math.Min(_least[k], learned[k]);
        }

        _weights[tree] = total > 0 ? weight : 0;
        for (var k = 0; k < votes.Length && total > 0; k++)
        {
            votes[k] /= total;
            _shares[k] += weight * votes[k];
        }

        return total > 0 ? best : Sample.Unlabelled;
    }

    /// <summary>Works out the result.</summary>
    public void Settle(ForestMember[] members)
    {
        for (var k = 0; k < classes; k++)
        {
            if (_least[k] >= Tenth * _most[k]) continue;

            HearThoseWhoKnow(members);
            break;
        }

        var (best, sum) = (0, 0.0);
        for (var k = 0; k < classes; k++)
        {
            sum += _shares[k];
            if (_shares[k] > _shares[best]) best = k;
        }

        Winner = sum > 0 ? best : Sample.Unlabelled;
        for (var k = 0; k < classes && sum > 0; k++) _shares[k] /= sum;
    }

    /// <summary>Of each tree and class, whether the tree knows the class.</summary>
    public static bool[][] WhoKnows(ForestMember[] members, int classes)
    {
        float[] most = [.. Enumerable.Range(0, classes).Select(k => members.Max(member => member.Learned[k]))];
        return [.. members.Select(member => Enumerable.Range(0, classes).Select(k => member.Learned[k] >= Tenth * most[k]).ToArray())];
    }

    private void HearThoseWhoKnow(ForestMember[] members)
    {
        for (var k = 0; k < classes; k++)
        {
            var (share, weight) = (0.0, 0.0);
            for (var tree = 0; tree < trees; tree++)
            {
                if (!Knows(members[tree], k)) continue;

                share += _weights[tree] * _votes[tree * classes + k];
                weight += _weights[tree];
            }

            _others[k] = weight > 0 ? share / weight : 0;
        }

        Array.Clear(_shares);
        for (var tree = 0; tree < trees; tree++) Add(tree, members[tree]);
    }

    private void Add(int tree, ForestMember member)
    {
        var votes = VotesOf(tree);
        var (left, own) = (0.0, 0.0);
        for (var k = 0; k < classes; k++)
        {
            if (Knows(member, k)) own += votes[k];
            else left += _others[k];
        }

        left = Math.Min(1, left);
        var scale = own > 0 ? (1 - left) / own : 0;
        for (var k = 0; k < classes; k++) _shares[k] += _weights[tree] * (Knows(member, k) ? scale * votes[k] : _others[k]);
    }

    private bool Knows(ForestMember member, int label) => member.Learned[label] >= Tenth * _most[label];
}
