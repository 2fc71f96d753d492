namespace Cartel.Learning;

/// <summary>A learner whose model is a point in a vector space: what federated methods average, subtract and filter.</summary>
/// <remarks>The numbers are weights of scaled features, with the sums that scale them, or sums over samples. Models that took the same
/// mean before have one scale, and so the mean of their numbers is again a model. How a learner steps (sums of gradients) and what it
/// lends with parts (sketches) are no part of them.</remarks>
public interface IVectorModel : IOnlineLearner
{
    /// <summary>A copy of the model's numbers.</summary>
    ModelVector ToVector();

    /// <summary>Takes numbers in the place of its own; a block that they lack stays as it is.</summary>
    /// <param name="vector">Of a model of the same kind, schema and settings; finite.</param>
    void Become(ModelVector vector);

    /// <summary>Whether a block is sums over the same samples, which mean something only together: a count, means and squares.</summary>
    /// <param name="block">Its position in <see cref="ModelVector.Blocks"/>.</param>
    bool IsSums(int block);
}
