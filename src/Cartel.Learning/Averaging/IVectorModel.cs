namespace Cartel.Learning;

/// <summary>A learner whose model is a point in a vector space: what federated methods average, subtract and filter.</summary>
/// <remarks>The numbers are weights in raw feature space, or sums over samples: so the mean of two models' numbers is again a model,
/// whatever the scales of the two. How a learner steps (sums of gradients) and what it lends with parts (sketches) are no part of them.</remarks>
public interface IVectorModel : IOnlineLearner
{
    /// <summary>A copy of the model's numbers.</summary>
    ModelVector ToVector();

    /// <summary>Takes numbers in the place of its own; a block that they lack stays as it is.</summary>
    /// <param name="vector">Of a model of the same kind, schema and settings; finite.</param>
    void Become(ModelVector vector);
}
