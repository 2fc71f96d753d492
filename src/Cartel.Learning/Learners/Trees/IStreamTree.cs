namespace Cartel.Learning;

/// <summary>A tree by itself, of either kind.</summary>
internal interface IStreamTree
{
    /// <summary>What the tree takes, in bytes, without what it shares with others.</summary>
    long Bytes { get; }

    TreeNode Root { get; }

    /// <summary>How much speaks for each class, in any unit; all 0 where the tree knows nothing.</summary>
    void Votes(TreeSample sample, Span<double> votes);

    /// <summary>Learns a sample that counts <paramref name="weight"/> times; above 0.</summary>
    void Learn(TreeSample sample, int label, float weight);

    /// <summary>What votes, in plain numbers: the tree, and what learns to stand in for parts of it.</summary>
    /// <param name="leaves">Of other trees; its own are added.</param>
    /// <param name="weight">How much it counts.</param>
    /// <param name="knows">Of each class, whether it has a say.</param>
    IReadOnlyList<FormulaTree> Formula(List<FormulaLeaf> leaves, double weight, bool[] knows);

    IStreamTree Clone();

    /// <summary>Writes the whole state but for the settings.</summary>
    void Write(BinaryWriter writer);

    /// <summary>Writes what travels to other agents: splits, and the weight of each class in the leaves.</summary>
    void WriteForTransfer(BinaryWriter writer);
}
