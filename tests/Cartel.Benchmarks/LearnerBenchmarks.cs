using BenchmarkDotNet.Attributes;
using Cartel.Learning;

namespace Cartel.Benchmarks;

/// <summary>Nanoseconds and bytes a sample: five classes around distant centres, after a thousand samples.</summary>
public class LearnerBenchmarks
{
    private const int Classes = 5;
    private const int Samples = 1024;

    private readonly float[][] _features = new float[Samples][];
    private readonly int[] _labels = new int[Samples];
    private IOnlineLearner _learner = null!;
    private int _next;

    [ParamsSource(nameof(Learners))]
    public string Learner { get; set; } = "";

    [Params(10, 50, 784)]
    public int Features { get; set; }

    public static IEnumerable<string> Learners => OnlineLearner.Kinds.Where(static kind => kind != "linear");

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(1);
        var centres = Enumerable.Range(0, Classes).Select(_ => Enumerable.Range(0, Features).Select(_ => random.NextSingle()).ToArray()).ToArray();
        for (var i = 0; i < Samples; i++)
        {
            _labels[i] = random.Next(Classes);
            _features[i] = [.. centres[_labels[i]].Select(centre => centre + (0.3f * (random.NextSingle() - 0.5f)))];
        }

        var schema = new FeatureSchema([.. Enumerable.Range(0, Features).Select(static i => Feature.Numeric($"x{i}"))], ["a", "b", "c", "d", "e"]);
        _learner = OnlineLearner.Create(Learner, schema);
        for (var i = 0; i < Samples; i++) Learn();
    }

    [Benchmark]
    public void Learn()
    {
        _next = (_next + 1) % Samples;
        _learner.Learn(_features[_next], _labels[_next]);
    }

    [Benchmark]
    public int Predict()
    {
        _next = (_next + 1) % Samples;
        return _learner.Predict(_features[_next]).Label;
    }
}
