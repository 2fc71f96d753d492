namespace Cartel.Simulation.Tests;

/// <summary>Figures by hand, from two seeds of three strategies.</summary>
public sealed class EvaluationResultTests
{
    private static readonly JobResult[] Jobs =
    [
        Job(1, ("isolated", [400, 200, null], 0.80, 0), ("cartel", [20, 0, 10], 0.82, 100), ("centralized", [0, 0, 0], 0.9, 500_000)),
        Job(2, ("isolated", [300, 300, 300], 0.80, 0), ("cartel", [100, null, 100], 0.78, 300), ("centralized", [0, 0, 0], 0.9, 600_000)),
    ];

    private static readonly EvaluationResult Result = EvaluationResult.Of(Jobs, ["isolated", "cartel"], [], complete: true);

    [Test]
    public void Recoveries_are_over_all_changes_of_all_seeds_and_one_that_never_comes_is_infinite()
    {
        var recover = Result.Runs.Single(run => run.Strategy == "cartel").SamplesToRecover;

        // 0, 10, 20, 100, 100, ∞
        Assert.That(recover, Is.EqualTo(new RecoveryFigures(Median: 60, P95: null, Never: 1, Changes: 6)));
    }

    [Test]
    public void Only_strategies_that_were_asked_for_are_told_of() =>
        Assert.That(Result.Runs.Select(run => run.Strategy), Is.EqualTo(["isolated", "cartel"]));

    [Test]
    public void Later_changes_leave_out_those_of_the_first_time() =>
        Assert.That(Result.Runs[0].LaterSamplesToRecover, Is.EqualTo(new RecoveryFigures(Median: 300, P95: null, Never: 1, Changes: 4)));

    [Test]
    public void A_ratio_is_the_median_over_seeds_of_each_runs_ratio()
    {
        var ratio = Result.Ratios.Single();

        using (Assert.EnterMultipleScope())
        {
            // Seed 1: isolated 400, 200, never of 1,000 seen: 400; cartel 20, 0 as 5, 10: 10. Seed 2: 300 : 100.
            Assert.That(ratio.AdaptationVsIsolated, Is.EqualTo((40 + 3) / 2.0).Within(1e-9));
            Assert.That(ratio.BytesVsCentralizedPaper, Is.EqualTo((5_000 + 2_000) / 2.0).Within(1e-9));
            Assert.That(ratio.BytesVsFedAvg, Is.Null, "it did not run");

            // Differences +0.02 and −0.02; 5 % of the way from the lower: −0.02 + 0.05 · 0.04.
            Assert.That(ratio.WorstVsIsolated, Is.EqualTo(-0.018).Within(1e-9));
        }
    }

    [Test]
    public void The_95th_percentiles_are_over_all_changes()
    {
        // isolated 200, 300, 300, 300, 400, 1,000: 400 + 0.75 · 600; cartel 5, 10, 20, 100, 100, 1,000: 100 + 0.75 · 900.
        Assert.That(Result.Ratios.Single().AdaptationP95VsIsolated, Is.EqualTo(850.0 / 775).Within(1e-9));
    }

    [Test]
    public void A_target_is_met_or_not_on_each_workload_that_it_speaks_of()
    {
        var targets = Result.Targets.ToLookup(target => target.Target, target => target.Met);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(targets["recovery, isolated : cartel, a neighbour shares all classes"], Is.EqualTo([true]), "21.5 is at least 20");
            Assert.That(targets["the same, 95th percentiles"], Is.EqualTo([false]));
            Assert.That(targets["bytes, centralized (paper's push) : cartel"], Is.EqualTo([true]));
            Assert.That(targets["bytes, federated averaging : cartel"], Is.EqualTo([(bool?)null]));
            Assert.That(targets["recovery, isolated : cartel, neighbours share half"], Is.Empty);
        }
    }

    private static JobResult Job(long seed, params (string Strategy, long?[] Samples, double Accuracy, double Bytes)[] outcomes) => new(
        "introduction", "made", "linear", seed,
        [
            .. outcomes.Select(one => new StrategyOutcome(
                one.Strategy,
                [.. one.Samples.Select((samples, i) => new Recovery(i, Change: i == 0 ? 700 : 750, samples, Regret: 1, Observed: 1_000))],
                one.Accuracy, one.Accuracy, new ByteFigures(one.Bytes, 0, 0, 0, 0, one.Bytes), 100, 1, [], [])),
        ]);
}
