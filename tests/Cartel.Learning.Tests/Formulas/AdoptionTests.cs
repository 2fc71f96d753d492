namespace Cartel.Learning.Tests.Formulas;

/// <summary>Learners that take up what others say of themselves in plain numbers.</summary>
public sealed class AdoptionTests
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x"), Feature.Nominal("kind", ["a", "b", "c"]), Feature.Numeric("y")], ["one", "two", "three"]);

    [TestCase("linear-logistic")]
    [TestCase("softmax")]
    [TestCase("hoeffding-tree?leaf=0")]
    public void What_one_says_another_of_its_kind_predicts(string kind)
    {
        var (teacher, samples) = (OnlineLearner.Create(kind, Schema), Draw(5, 3000));
        foreach (var (features, label) in samples) teacher.Learn(features, label);
        var pupil = (IAdoptingLearner)OnlineLearner.Create(kind, Schema);

        pupil.Adopt(((IExplicitLearner)teacher).Formula(), samples[..500]);

        var (theirs, own) = (new float[3], new float[3]);
        foreach (var (features, _) in Draw(6, 500))
        {
            teacher.Score(features, theirs);
            pupil.Score(features, own);
            Assert.That(own, Is.EqualTo(theirs).Within(1e-3));
        }

        Assert.That((pupil.SamplesLearned, pupil.Evidence(0)), Is.EqualTo((500, samples[..500].Count(static sample => sample.Label == 0))));
    }

    [TestCase("linear-logistic", "softmax")]
    [TestCase("softmax", "linear-logistic")]
    public void Of_two_classes_either_link_says_what_the_other_does(string from, string to)
    {
        var schema = new FeatureSchema(Schema.Features, ["off", "on"]);
        int[] classes = [0, 1];
        var link = from == "softmax" ? MarginLink.Softmax : MarginLink.Sigmoid;
        var formula = new LinearFormula(new InputScaling(new float[5], [1, 1, 1, 1, 1], 5), classes, [-0.5f, 0.2f, 0, -0.1f, 0.4f, 0.5f, -0.2f, 0, 0.1f, -0.4f], [-0.3f, 0.3f], link);
        List<EncodedSample> samples = [.. Draw(5, 400).Select(static sample => sample with { Label = sample.Label % 2 })];
        var (same, other) = ((IAdoptingLearner)OnlineLearner.Create(from, schema), (IAdoptingLearner)OnlineLearner.Create(to, schema));

        same.Adopt(formula, samples);
        other.Adopt(formula, samples);

        var (expected, found) = (new float[2], new float[2]);
        foreach (var (features, _) in samples)
        {
            same.Score(features, expected);
            other.Score(features, found);
            Assert.That(found, Is.EqualTo(expected).Within(1e-4));
        }
    }

    [TestCase("softmax", "linear-logistic", "choose the learner “softmax”")]
    [TestCase("linear-logistic", "softmax", "choose the learner “linear-logistic”")]
    [TestCase("linear-logistic", "hoeffding-tree", "is of no trees")]
    [TestCase("hoeffding-tree?leaf=0", "softmax", "is of no linear model")]
    [TestCase("hoeffding-tree?leaf=1", "hoeffding-tree", "naive Bayes")]
    [TestCase("hoeffding-tree?leaf=0", "adaptive-random-forest", "trees=1")]
    public void What_it_cannot_say_exactly_it_refuses(string from, string to, string reason)
    {
        var (teacher, samples) = (OnlineLearner.Create(from, Schema), Draw(5, 1000));
        foreach (var (features, label) in samples) teacher.Learn(features, label);

        Assert.That(
            () => ((IAdoptingLearner)OnlineLearner.Create(to, Schema)).Adopt(((IExplicitLearner)teacher).Formula(), samples),
            Throws.ArgumentException.With.Message.Contains(reason));
    }

    [Test]
    public void A_formula_of_another_schema_is_refused()
    {
        var wider = new LinearFormula(new InputScaling(new float[9], new float[9], 5), [0, 1, 2], new float[27], new float[3], MarginLink.Sigmoid);
        var leaf = new FormulaLeaf([1, 1, 1], 1, [], []);
        var tree = new TreesFormula([new FormulaTree(new FormulaNode(false, 0), [new FormulaSplit(7, 0, new FormulaNode(true, 0), new FormulaNode(true, 0))], [true, true, true])], [leaf]);

        Assert.That(() => Fresh().Adopt(wider, Draw(5, 100)), Throws.ArgumentException.With.Message.Contains("3 rows of 5 features"));
        Assert.That(() => ((IAdoptingLearner)OnlineLearner.Create("hoeffding-tree", Schema)).Adopt(tree, Draw(5, 100)), Throws.ArgumentException.With.Message.Contains("not one of 5"));
    }

    [Test]
    public void A_learner_that_has_learned_adopts_nothing_and_stays_as_it_is()
    {
        var (learner, samples) = ((IAdoptingLearner)OnlineLearner.Create("linear", Schema), Draw(5, 100));
        foreach (var (features, label) in samples) learner.Learn(features, label);
        var before = learner.Save();

        Assert.That(() => learner.Adopt(((IExplicitLearner)learner).Formula(), samples), Throws.ArgumentException.With.Message.Contains("learned nothing"));
        Assert.That(learner.Save(), Is.EqualTo(before));
    }

    [Test]
    public void Samples_are_of_the_classes_that_the_model_knows()
    {
        var (teacher, samples) = (OnlineLearner.Create("linear", Schema), Draw(5, 300));
        foreach (var (features, label) in samples.Where(static sample => sample.Label < 2)) teacher.Learn(features, label);
        var formula = ((IExplicitLearner)teacher).Formula();

        Assert.That(() => Fresh().Adopt(formula, samples), Throws.ArgumentException.With.Message.Contains("samples of “three”, which the model does not know"));
        Assert.That(() => Fresh().Adopt(formula, [.. samples.Where(static sample => sample.Label == 0)]), Throws.ArgumentException.With.Message.Contains("no sample of “two”, which the model knows"));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void Weights_that_are_no_numbers_are_refused(float weight)
    {
        var formula = new LinearFormula(new InputScaling(new float[5], [1, 1, 1, 1, 1], 5), [0, 1, 2], [weight, .. new float[14]], [0, 0, 0], MarginLink.Sigmoid);

        var learner = Fresh();

        Assert.That(() => learner.Adopt(formula, Draw(5, 100)), Throws.TypeOf<ModelFormatException>());
        Assert.That(learner.Save(), Is.EqualTo(Fresh().Save()));
    }

    private static IAdoptingLearner Fresh() => (IAdoptingLearner)OnlineLearner.Create("linear", Schema);

    private static List<EncodedSample> Draw(int seed, int count)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var (label, kind) = (random.Next(3), random.Next(3));
            if (random.Next(3) > 0) kind = label;
            var features = new float[5];
            features[0] = (label * 2) + (float)random.NextGaussian();
            features[1 + kind] = 1;
            features[4] = 10 - (label == 1 ? 4 : 0) + (float)random.NextGaussian();
            return new EncodedSample(features, label);
        })];
    }
}
