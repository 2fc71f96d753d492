using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>A model as federated devices exchange it: its numbers where it has such, else the whole of it.</summary>
/// <remarks>Numbers travel as floats, weights alone, without a learner's sums of gradients and sketches, which stay where they are.
/// Trees travel with what serves to grow them, as <see cref="IOnlineLearner.Save"/> writes them, compressed by gzip.</remarks>
internal abstract class SharedModel
{
    /// <summary>Its length on the wire.</summary>
    public abstract long Bytes { get; }

    /// <summary>Whether a mean of such models is one of them, so that a device should ask whether it likes it.</summary>
    public virtual bool IsOneOfMany => false;

    /// <summary>The model as it is now.</summary>
    public static SharedModel Of(IOnlineLearner model) => model switch
    {
        IVectorModel numbers => new Numbers(numbers.ToVector()),
        TreeEnsemble trees => new Trees((TreeEnsemble)trees.Clone()),
        _ => new Whole(model.Clone()),
    };

    /// <summary>What many models have in common: the mean of numbers, a pool of trees, else one of the models.</summary>
    /// <param name="models">At least one.</param>
    /// <param name="weights">As many; above 0.</param>
    /// <param name="random">Draws one of the models, by weight, where nothing else can be done.</param>
    public static SharedModel Mean(IReadOnlyList<SharedModel> models, IReadOnlyList<double> weights, SeededRandom random)
    {
        if (models.Count == 1) return models[0];

        return models[0] switch
        {
            Numbers => new Numbers(ModelVector.Mean([.. models.Select(static model => ((Numbers)model).Vector)], weights)),
            Trees => new Trees(TreeEnsemble.Pool([.. models.Select(static model => ((Trees)model).Ensemble)], weights)),
            _ => models[Draw(weights, random)],
        };
    }

    /// <summary>This model after a step that another one made.</summary>
    /// <remarks>Numbers add the step, by its weight. Trees have no differences: where the step was made from this very model its result takes
    /// the place; else forests are pooled, and a tree's step is lost.</remarks>
    /// <param name="from">What the step was made from.</param>
    /// <param name="to">What it led to.</param>
    /// <param name="weight">Above 0, at most 1.</param>
    public virtual SharedModel Step(SharedModel from, SharedModel to, double weight) => ReferenceEquals(this, from) ? to : this;

    /// <summary>What a device goes on with that takes this model for its own.</summary>
    public abstract IOnlineLearner Take(IOnlineLearner own);

    private static int Draw(IReadOnlyList<double> weights, SeededRandom random)
    {
        var (point, drawn) = (random.NextDouble() * weights.Sum(), 0);
        while (drawn + 1 < weights.Count && point >= weights[drawn]) point -= weights[drawn++];
        return drawn;
    }

    private sealed class Numbers(ModelVector vector) : SharedModel
    {
        public ModelVector Vector => vector;

        public override long Bytes { get; } = vector.Bytes;

        public override SharedModel Step(SharedModel from, SharedModel to, double weight) =>
            new Numbers(vector.Plus(((Numbers)to).Vector.Minus(((Numbers)from).Vector), weight));

        public override IOnlineLearner Take(IOnlineLearner own)
        {
            ((IVectorModel)own).Become(vector);
            return own;
        }
    }

    private sealed class Trees(TreeEnsemble ensemble) : SharedModel
    {
        public TreeEnsemble Ensemble => ensemble;

        public override long Bytes { get; } = Compression.Gzip(ensemble.Save());

        public override SharedModel Step(SharedModel from, SharedModel to, double weight) =>
            ReferenceEquals(this, from) ? to : new Trees(TreeEnsemble.Pool([ensemble, ((Trees)to).Ensemble], [1, weight]));

        public override IOnlineLearner Take(IOnlineLearner own) => ensemble.Clone();
    }

    private sealed class Whole(IOnlineLearner model) : SharedModel
    {
        public override long Bytes { get; } = Compression.Gzip(model.Save());

        public override bool IsOneOfMany => true;

        public override IOnlineLearner Take(IOnlineLearner own) => model.Clone();
    }
}
