namespace Cartel.Simulation;

/// <summary>Runs jobs on all cores, each on one thread, and keeps every finished one.</summary>
public static class Evaluator
{
    /// <summary>Runs what the store has not got.</summary>
    /// <param name="jobs">In the order in which they are begun.</param>
    /// <param name="store">Gives finished jobs and keeps those that end now.</param>
    /// <param name="cores">How many run at once.</param>
    /// <param name="time">For the seconds of training alone.</param>
    /// <param name="done">Called when a job is there: its number, and whether it came from the store. From several threads, one at a time.</param>
    /// <param name="stop">Ends the jobs that run; what has ended is kept.</param>
    /// <returns>The results of the jobs that were there or ended, in the order of the jobs: all of them unless stopped.</returns>
    /// <exception cref="Streams.WorkloadException">A data set cannot serve a plan.</exception>
    public static async Task<IReadOnlyList<JobResult>> RunAsync(
        IReadOnlyList<EvaluationJob> jobs, JobStore store, int cores, TimeProvider time, Action<int, bool> done, CancellationToken stop)
    {
        var results = new JobResult?[jobs.Count];
        var gate = new Lock();
        for (var i = 0; i < jobs.Count; i++)
        {
            if (stop.IsCancellationRequested) break;
            if ((results[i] = store.Find(jobs[i])) is not null) done(i, true);
        }

        int[] open = [.. Enumerable.Range(0, jobs.Count).Where(i => results[i] is null)];
        try
        {
            if (open.Length > 0) await Task.Run(() => WarmUp.Run([.. open.Select(i => jobs[i])], time, stop), stop);
            await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = stop }, (i, stopping) =>
            {
                var result = jobs[i].Run(time, stopping);
                store.Keep(jobs[i], result);
                lock (gate)
                {
                    results[i] = result;
                    done(i, false);
                }

                return ValueTask.CompletedTask;
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What has ended is the answer.
        }

        return [.. results.OfType<JobResult>()];
    }
}
