namespace Cartel.Learning.Tests;

/// <summary>Many damaged inputs to one reader: each is refused by <see cref="ModelFormatException"/> or taken, and costs bounded memory.</summary>
internal static class FuzzRun
{
    // A reader that hangs must fail by name, not by the runner's patience.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    /// <summary>Feeds a reader.</summary>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="largestAllocation">The most bytes that reading one may allocate.</param>
    /// <param name="next">Makes an input from the valid ones.</param>
    /// <param name="read">Reads it, and gives what then is to be proven of the outcome.</param>
    /// <param name="afterRefusal">Proves that a refused input has changed nothing.</param>
    public static void Of<TInput>(int inputs, long largestAllocation, Func<Mutator, TInput> next, Func<TInput, Action> read, Action? afterRefusal = null)
    {
        var (done, refused) = (0, 0);
        var feeding = Task.Run(() =>
        {
            var mutator = new Mutator(20_26);
            for (; done < inputs; done++)
            {
                var input = next(mutator);
                var before = GC.GetAllocatedBytesForCurrentThread();
                Action? prove = null;
                try
                {
                    prove = read(input);
                }
                catch (ModelFormatException)
                {
                    refused++;
                }

                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                if (allocated > largestAllocation) Assert.Fail($"input {done} made the reader allocate {allocated:N0} bytes");
                (prove ?? afterRefusal)?.Invoke();
            }
        });
        try
        {
            if (!feeding.Wait(Deadline)) Assert.Fail($"the reader still works on input {done} of {inputs}");
        }
        catch (AggregateException wrong) when (wrong.InnerException is not AssertionException)
        {
            Assert.Fail($"input {done}: {wrong.InnerException}");
        }

        Assert.That(done, Is.EqualTo(inputs));
        // Some damage no reader can see, such as a count that is as possible as the true one; most of it must be seen.
        Assert.That(refused, Is.InRange(inputs / 10, inputs));
        TestContext.Out.WriteLine($"{inputs:N0} inputs, {refused:N0} refused");
    }
}
