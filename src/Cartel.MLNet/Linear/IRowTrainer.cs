using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>A hyperplane in scaled units.</summary>
/// <param name="Weights">One per feature; finite.</param>
/// <param name="Bias">Finite.</param>
internal sealed record Row(float[] Weights, float Bias);

/// <summary>Trains one class's hyperplane on a batch. Without a state of its own: same arguments, same row.</summary>
internal interface IRowTrainer
{
    /// <summary>What the rows descend, and with that what a margin means: parts are those of online learners of that loss.</summary>
    LinearLoss Loss { get; }

    /// <summary>Whether a training can go on from a row.</summary>
    bool CanBeWarm { get; }

    /// <summary>Trains a row to tell a class from the rest.</summary>
    /// <param name="set">Scaled samples, of the class and of others.</param>
    /// <param name="label">The class.</param>
    /// <param name="former">The row to go on from; null: from nothing.</param>
    /// <param name="seed">Seeds what the trainer draws at random.</param>
    Row Train(IReadOnlyList<(float[] Features, int Label)> set, int label, Row? former, int seed);
}
