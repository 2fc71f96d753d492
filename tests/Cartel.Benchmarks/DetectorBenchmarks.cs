using BenchmarkDotNet.Attributes;
using Cartel.Learning;

namespace Cartel.Benchmarks;

/// <summary>Nanoseconds an update, on an error rate of 0.2 that does not change.</summary>
public class DetectorBenchmarks
{
    private const int Values = 65_536;

    private readonly double[] _errors = new double[Values];
    private IDriftDetector _detector = null!;
    private int _next;

    [ParamsSource(nameof(Detectors))]
    public string Detector { get; set; } = "";

    public static IEnumerable<string> Detectors => DriftDetectors.Kinds;

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(1);
        for (var i = 0; i < Values; i++) _errors[i] = random.NextDouble() < 0.2 ? 1 : 0;
        _detector = DriftDetectors.Create(Detector);
        for (var i = 0; i < 10_000; i++) Update();
    }

    [Benchmark]
    public DriftSignal Update()
    {
        _next = (_next + 1) % Values;
        return _detector.Observe(_errors[_next]);
    }
}
