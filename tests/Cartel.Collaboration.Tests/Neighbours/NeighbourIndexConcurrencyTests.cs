namespace Cartel.Collaboration.Tests;

/// <summary>Searches while agents change: each agent is seen once, whole, as it was at one instant.</summary>
public sealed class NeighbourIndexConcurrencyTests
{
    private const int Agents = 400;
    private const int Rounds = 300;

    // Every agent goes to and fro between two distributions far apart, so that it changes its cell each time; either has
    // its number of samples, by which counts of two changes mixed would be known.
    [Test]
    public void Every_agent_is_seen_once_and_whole_while_all_of_them_move()
    {
        var index = new NeighbourIndex(3);
        for (var slot = 0; slot < Agents; slot++) index.Put(slot, Counts(slot, 0));
        var writer = Start(() =>
        {
            for (var round = 1; round <= Rounds; round++)
            {
                for (var slot = 0; slot < Agents; slot++) index.Put(slot, Counts(slot, round));
            }
        });

        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Start(() =>
        {
            var best = new NearAgent[Agents + 10];
            while (!writer.IsCompleted)
            {
                var found = best[..index.Nearest([1000, 1, 1], best)];
                Assert.That(found.Select(static agent => agent.Slot).Order(), Is.EqualTo(Enumerable.Range(0, Agents)));
                foreach (var agent in found) Assert.That(agent.Divergence, Is.EqualTo(Either(agent.Slot, 0)).Or.EqualTo(Either(agent.Slot, 1)));
            }
        }))];

        Task.WaitAll([writer, .. readers]);
        return;

        static DivergenceEstimate Either(int slot, int round) => JensenShannon.Estimate([1000, 1, 1], Counts(slot, round));
    }

    // Agents change in the order of their slots and all of them in turn: at one instant those that have changed are the first ones.
    [Test]
    public void A_search_answers_as_of_one_instant()
    {
        var index = new NeighbourIndex(3);
        for (var slot = 0; slot < Agents; slot++) index.Put(slot, [1, 1, 100]);
        var writer = Start(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                for (var slot = 0; slot < Agents; slot++) index.Put(slot, round % 2 == 0 ? [100, 1, 1] : [1, 1, 100]);
            }
        });

        var best = new NearAgent[Agents];
        while (!writer.IsCompleted)
        {
            Assert.That(index.Nearest([100, 1, 1], best), Is.EqualTo(Agents));
            var near = best.Where(static agent => agent.Divergence.PlugInBits == 0).Select(static agent => agent.Slot).ToHashSet();
            var changes = Enumerable.Range(1, Agents - 1).Count(slot => near.Contains(slot) != near.Contains(slot - 1));
            Assert.That(changes, Is.AtMost(1));
        }

        writer.Wait();
    }

    private static long[] Counts(int slot, int round) => round % 2 == 0 ? [1000 + slot, 10, 1] : [1, 10, 50 + slot];

    private static Task Start(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
