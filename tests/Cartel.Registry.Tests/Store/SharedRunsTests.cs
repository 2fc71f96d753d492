using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

internal sealed class SharedRunsTests
{
    private readonly SharedRuns<string> _runs = new();

    [Test]
    public async Task All_who_come_while_one_runs_share_the_next_run()
    {
        var (began, mayEnd, count) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var first = _runs.RunAsync("sea", RunAsync);
        await began.Task;
        Task[] others = [.. Enumerable.Range(0, 50).Select(_ => _runs.RunAsync("sea", RunAsync))];

        mayEnd.SetResult();
        await first;
        await Task.WhenAll(others);

        Assert.That(count, Is.EqualTo(2));

        async Task RunAsync()
        {
            Interlocked.Increment(ref count);
            began.TrySetResult();
            await mayEnd.Task;
        }
    }

    [Test]
    public async Task What_was_done_before_the_call_is_seen_by_its_run_and_no_two_runs_overlap()
    {
        var (done, seen, running) = (0, 0, 0);

        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), async (_, _) =>
        {
            var mine = Interlocked.Increment(ref done);
            await _runs.RunAsync("sea", RunAsync);
            Assert.That(Volatile.Read(ref seen), Is.GreaterThanOrEqualTo(mine));
        });

        async Task RunAsync()
        {
            Assert.That(Interlocked.Increment(ref running), Is.EqualTo(1));
            var now = Volatile.Read(ref done);
            await Task.Yield();
            Volatile.Write(ref seen, now);
            Interlocked.Decrement(ref running);
        }
    }

    [Test]
    public async Task A_run_that_fails_fails_for_those_who_share_it_and_the_next_is_made()
    {
        Assert.That(async () => await _runs.RunAsync("sea", static () => throw new InvalidOperationException("down")), Throws.InvalidOperationException);

        var ran = false;
        await _runs.RunAsync("sea", () => Task.FromResult(ran = true));
        Assert.That(ran);
    }

    [Test]
    public async Task Keys_do_not_wait_for_each_other()
    {
        var mayEnd = new TaskCompletionSource();
        var held = _runs.RunAsync("sea", () => mayEnd.Task);

        await _runs.RunAsync("load", static () => Task.CompletedTask).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(held.IsCompleted, Is.False);

        mayEnd.SetResult();
        await held;
    }
}
