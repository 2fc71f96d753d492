using BenchmarkDotNet.Attributes;
using Cartel.Collaboration;
using Cartel.Learning;

namespace Cartel.Benchmarks;

/// <summary>What collaboration costs a sample while nothing happens: the bare learner's test then train, beside all that an agent does at it.</summary>
/// <remarks>Six classes around distant centres, after 4,096 samples; a fifth of them is not 0 at 784 features, as in an image. The
/// agent's share is the collaborative learner, the sketch of the samples and, every 25, the question whether to publish.</remarks>
public class CollaborationBenchmarks
{
    private const int Classes = 6;
    private const int Samples = 1024;
    private const int LookEvery = 25;

    private readonly float[][] _features = new float[Samples][];
    private readonly int[] _labels = new int[Samples];
    private readonly IPublicationPolicy _policy = PublicationPolicy.Create();
    private IOnlineLearner _bare = null!;
    private CollaborativeLearner _collaborative = null!;
    private ClassSketcher _sketcher = null!;
    private int _next;

    [Params("linear-logistic", "network", "naive-bayes")]
    public string Learner { get; set; } = "";

    [Params(50, 784)]
    public int Features { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var random = new SeededRandom(1);
        var centres = Enumerable.Range(0, Classes).Select(_ => Enumerable.Range(0, Features).Select(_ => Features > 100 && random.Next(5) > 0 ? 0 : random.NextDouble()).ToArray()).ToArray();
        for (var i = 0; i < Samples; i++)
        {
            _labels[i] = random.Next(Classes);
            _features[i] = [.. centres[_labels[i]].Select(centre => centre == 0 ? 0f : (float)(centre + (0.2 * random.NextGaussian())))];
        }

        var schema = new FeatureSchema(
            [.. Enumerable.Range(0, Features).Select(i => Features > 100 ? Feature.Unit($"x{i}") : Feature.Numeric($"x{i}"))],
            [.. Enumerable.Range(0, Classes).Select(static k => $"{k}")]);
        _bare = OnlineLearner.Create(Learner, schema);
        _collaborative = new CollaborativeLearner(OnlineLearner.Create(Learner, schema), new CollaborationOptions());
        _sketcher = new ClassSketcher(schema.EncodedLength, Classes);
        for (var i = 0; i < 4 * Samples; i++)
        {
            TestThenTrain();
            Observe();
        }
    }

    [Benchmark]
    public int TestThenTrain()
    {
        _next = (_next + 1) % Samples;
        var label = _bare.Predict(_features[_next]).Label;
        _bare.Learn(_features[_next], _labels[_next]);
        return label;
    }

    [Benchmark]
    public int Observe()
    {
        _next = (_next + 1) % Samples;
        var label = _collaborative.Observe(_features[_next], _labels[_next]).Prediction.Label;
        _sketcher.Observe(_features[_next], _labels[_next]);
        if (_collaborative.Samples % LookEvery == 0 && _policy.IsDue(_collaborative)) _policy.Published(_collaborative);
        return label;
    }
}
