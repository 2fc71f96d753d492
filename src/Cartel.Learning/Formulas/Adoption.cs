namespace Cartel.Learning;

/// <summary>What adopting learners have in common.</summary>
internal static class Adoption
{
    /// <summary>Checks that a learner can adopt a model by some samples.</summary>
    /// <param name="learner">Must have learned nothing.</param>
    /// <param name="classes">Those that the model knows.</param>
    /// <param name="samples">At least one of each of these, and none of any other.</param>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public static void Require(IOnlineLearner learner, IReadOnlyCollection<int> classes, IReadOnlyList<EncodedSample> samples)
    {
        if (learner.SamplesLearned > 0) throw new ArgumentException("only a learner that has learned nothing adopts a model", nameof(learner));

        var names = learner.Schema.Classes;
        var met = new bool[names.Count];
        foreach (var sample in samples)
        {
            learner.Schema.RequireFeatures(sample.Features);
            met[learner.Schema.RequireLabel(sample.Label)] = true;
        }

        for (var k = 0; k < met.Length; k++)
        {
            if (met[k] == classes.Contains(k)) continue;

            throw new ArgumentException(
                met[k] ? $"there are samples of “{names[k]}”, which the model does not know" : $"there is no sample of “{names[k]}”, which the model knows", nameof(samples));
        }
    }
}
