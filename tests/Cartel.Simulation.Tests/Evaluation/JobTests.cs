using System.Text.Json;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Simulation.Tests;

public sealed class JobTests
{
    private static readonly IDataSet Data = DataSets.Open("rbf?classes=4&features=5&centroids=12&count=3000", null, strict: true);

    [Test]
    public void The_reference_runs_unasked_and_measures_itself_as_recovered_at_once()
    {
        var result = Some(seed: 1).Run(TimeProvider.System, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Strategies.Select(outcome => outcome.Strategy), Is.EqualTo([.. EvaluationJob.References, "isolated"]));
            Assert.That(result.Strategies[0].Recoveries.Select(recovery => recovery.Samples), Is.All.Zero);
            Assert.That(result.Strategies[0].Recoveries.Select(recovery => recovery.Regret), Is.All.Zero);
            Assert.That(result.Strategies[0].Bytes.Raw, Is.Positive);
            Assert.That(result.Strategies[1].Bytes.Total, Is.Zero);
            Assert.That(result.Strategies[1].Recoveries, Has.Count.EqualTo(3), "four agents, of which one is a donor");
            Assert.That(result.Strategies[1].Curve.Select(point => point.Sample), Is.EqualTo(Enumerable.Range(0, 9).Select(i => 50 * i)));
        }
    }

    [Test]
    public void The_same_seed_gives_the_same_result_and_another_one_another()
    {
        var (first, again, other) = (Untimed(Some(seed: 1)), Untimed(Some(seed: 1)), Untimed(Some(seed: 2)));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task An_evaluation_that_was_interrupted_goes_on_and_ends_like_one_that_was_not()
    {
        using var folder = new TemporaryFolder();
        EvaluationJob[] jobs = [.. Enumerable.Range(1, 4).Select(seed => Some(seed))];
        using var stop = new CancellationTokenSource();
        var first = await Evaluator.RunAsync(jobs, new JobStore(folder.Path), 1, TimeProvider.System, (_, _) => stop.Cancel(), stop.Token);
        var taken = new List<int>();
        var second = await Evaluator.RunAsync(
            jobs, new JobStore(folder.Path), 2, TimeProvider.System, (job, stored) => { if (stored) taken.Add(job); }, CancellationToken.None);
        using var other = new TemporaryFolder();
        var whole = await Evaluator.RunAsync(jobs, new JobStore(other.Path), 2, TimeProvider.System, (_, _) => { }, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Has.Count.EqualTo(1));
            Assert.That(taken, Is.EqualTo([0]));
            Assert.That(second.Select(Untimed), Is.EqualTo(whole.Select(Untimed)));
        }
    }

    [Test]
    public void A_result_that_was_cut_short_or_altered_is_done_again()
    {
        using var folder = new TemporaryFolder();
        var (store, job) = (new JobStore(folder.Path), Some(seed: 1));
        store.Keep(job, job.Run(TimeProvider.System, CancellationToken.None));
        var file = Directory.GetFiles(folder.Path).Single();
        var text = File.ReadAllText(file);

        Assert.That(store.Find(job), Is.Not.Null);
        File.WriteAllText(file, text[..(text.Length / 2)]);
        Assert.That(store.Find(job), Is.Null);
        File.WriteAllText(file, text.Replace("\"seed\":1", "\"seed\":3", StringComparison.Ordinal));
        Assert.That(store.Find(job), Is.Null);
        File.WriteAllText(file, "");
        Assert.That(store.Find(job), Is.Null);
    }

    [Test]
    public void A_job_that_differs_in_anything_has_a_result_of_its_own()
    {
        using var folder = new TemporaryFolder();
        var (store, job) = (new JobStore(folder.Path), Some(seed: 1));
        store.Keep(job, job.Run(TimeProvider.System, CancellationToken.None));
        var otherData = DataSets.Open("rbf?classes=4&features=5&centroids=12&count=3000&seed=2", null, strict: true);

        Assert.Multiple(() =>
        {
            Assert.That(store.Find(job with { Seed = 2 }), Is.Null);
            Assert.That(store.Find(job with { Learner = "naive-bayes" }), Is.Null);
            Assert.That(store.Find(job with { Strategies = ["isolated", "cartel"] }), Is.Null);
            Assert.That(store.Find(job with { Plan = job.Plan with { Samples = 401 } }), Is.Null);
            Assert.That(store.Find(job with { Data = otherData }), Is.Null);
        });
    }

    private static EvaluationJob Some(long seed) => new(
        new WorkloadPlan("small", "For tests.", "introduction", [Data.Name], Agents: 4, Samples: 400) { At = 150, Lag = 10 }, Data, "linear", ["isolated"], seed);

    private static string Untimed(EvaluationJob job) => Untimed(job.Run(TimeProvider.System, CancellationToken.None));

    private static string Untimed(JobResult result) => JsonSerializer.Serialize(
        result with { Strategies = [.. result.Strategies.Select(outcome => outcome with { TrainSeconds = 0 })] }, JobJson.Default.JobResult);
}
