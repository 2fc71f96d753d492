using Cartel.Learning;

namespace Cartel.MLNet.Tests;

// Of eight samples there is no tree: a leaf holds five, and a forest's tree sees seven in ten samples.
[TestFixture("mlnet:averaged-perceptron?window=200", 8)]
[TestFixture("mlnet:fast-forest?window=200&trees=5", 20)]
[TestFixture("mlnet:fast-tree?window=200&trees=5", 20)]
[TestFixture("mlnet:linear-svm?window=200", 8)]
[TestFixture("mlnet:linear-svm?window=200&warm=1", 8)]
[TestFixture("mlnet:logistic-regression?window=200", 8)]
[TestFixture("mlnet:sdca?window=200", 8)]
public sealed class MLNetContractTests(string kind, int samplesToMeet) : WindowContract(kind, samplesToMeet)
{
    [OneTimeSetUp]
    public void AddPlugin() => LearnerPlugins.Add(new MLNetPlugin());
}
