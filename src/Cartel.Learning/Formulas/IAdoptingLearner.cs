namespace Cartel.Learning;

/// <summary>A learner that can take up a decision given in plain numbers, such as a model that was trained elsewhere, and go on learning from there.</summary>
public interface IAdoptingLearner : IOnlineLearner
{
    /// <summary>Learns some samples for what a formula does not tell (scales, sketches of the classes, lengths of steps, weights of leaves), and then decides by the formula.</summary>
    /// <remarks>Predictions are the formula's up to rounding, and up to what the learner bounds: a linear one looks at no value further from its
    /// column's mean than five deviations.</remarks>
    /// <param name="formula">How to decide. What is not bounded by its type (finite weights, say) is checked.</param>
    /// <param name="samples">At least one of each class that the formula knows, and none of any other.</param>
    /// <exception cref="ArgumentException">The learner has learned already, has no such form, or a sample does not fit; nothing has changed.</exception>
    /// <exception cref="ModelFormatException">A number is not finite or too large, or trees are too deep or too large for the learner's settings; nothing has changed.</exception>
    void Adopt(DecisionFormula formula, IReadOnlyList<EncodedSample> samples);
}

/// <summary>A labelled sample as a learner takes it.</summary>
/// <param name="Features">Length <c>Schema.EncodedLength</c>; finite.</param>
/// <param name="Label">An index into the schema's classes.</param>
public readonly record struct EncodedSample(float[] Features, int Label);
