using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>What every detector that looks at the values must notice; the baselines do not look.</summary>
[TestFixtureSource(nameof(Watchful))]
public sealed class GrossChangeTests(string kind)
{
    private static readonly double[] Stream =
        [.. Streams.Errors(1, 0.1, 1000), .. Streams.Errors(2, 0.9, 1000), .. Streams.Errors(3, 0.1, 1000)];

    public static IEnumerable<string> Watchful => DriftDetectors.Kinds.Where(static kind => kind is not ("periodic" or "never"));

    [Test]
    public void Signals_a_gross_change_and_nothing_before_it() =>
        Assert.That(Array.IndexOf(Run(), DriftSignal.Drift), Is.InRange(1000, 1999));

    [Test]
    public void Signals_a_rise_of_errors_and_no_fall() => Assert.That(Run()[2000..], Has.None.EqualTo(DriftSignal.Drift));

    private DriftSignal[] Run()
    {
        var detector = DriftDetectors.Create(kind);
        return [.. Stream.Select(detector.Observe)];
    }
}
