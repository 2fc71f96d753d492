using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Replica;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Replica;

internal sealed class NameOrderTests
{
    private static readonly AgentRegistration Nothing = new("", "");

    // Enough for many blocks, so that they split and empty.
    [Test]
    public void Is_a_sorted_set_whatever_comes_and_goes([Range(1, 3)] int seed)
    {
        var (random, order, expected) = (new SeededRandom(seed), NameOrder.Empty, new SortedSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < 6_000; i++)
        {
            var name = $"n{random.Next(3_000)}";
            if (expected.Add(name)) order = order.With(Cell(name));
            else if (random.Next(i < 4_000 ? 4 : 1) == 0)
            {
                expected.Remove(name);
                order = order.Without(name);
            }
        }

        string[] names = [.. expected];
        Assert.That(order.Select(agent => agent.Name), Is.EqualTo(names));
        Assert.That(Enumerable.Range(0, order.Count).Select(i => order[i].Name), Is.EqualTo(names));
        foreach (var name in (string[])["", "n", "n1", "n1500", "n2", "z", names[0], names[^1]])
            Assert.That(order.CountUpTo(name), Is.EqualTo(names.Count(other => string.CompareOrdinal(other, name) <= 0)), name);
    }

    [Test]
    public void Another_one_leaves_this_one_as_it_was()
    {
        var one = NameOrder.Empty.With(Cell("a"));
        var both = one.With(Cell("b"));

        Assert.That(both.Without("a").Select(agent => agent.Name), Is.EqualTo(new[] { "b" }));
        Assert.That(both, Has.Count.EqualTo(2));
        Assert.That(one, Has.Count.EqualTo(1));
        Assert.That(() => one[1], Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static AgentCell Cell(string name) => new(new StoredAgent(name, default, default, 1, Nothing, null, null, null));
}
