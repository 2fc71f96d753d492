namespace Cartel.MLNet;

/// <summary>Trains one class's ensemble of trees on a batch, from nothing. Without a state of its own: same arguments, same trees.</summary>
internal interface ITreesTrainer
{
    /// <summary>Trains trees to tell a class from the rest.</summary>
    /// <param name="set">Samples in raw units, of the class and of others.</param>
    /// <param name="label">The class.</param>
    /// <param name="seed">Seeds what the trainer draws at random.</param>
    BinaryTrees Train(IReadOnlyList<(float[] Features, int Label)> set, int label, int seed);
}
