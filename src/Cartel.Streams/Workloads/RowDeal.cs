using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Which rows of a data set belong to whom under a workload: held out, or one agent's own.</summary>
/// <remarks>
/// The rows of each class are shuffled by the workload's seed. The first <see cref="Workload.HeldOutShare"/> of them (at least one) are
/// held out, and the rest is dealt in equal parts, in the order of the workload, to the agents that use the class in any phase.
/// </remarks>
internal sealed class RowDeal
{
    private readonly int[][] _heldOut;
    private readonly int[][] _own;

    /// <exception cref="WorkloadException">A class that the agent uses has too few rows for all who use it.</exception>
    public RowDeal(IDataSet data, Workload workload, int agent)
    {
        var rows = RowsByClass(data);
        _heldOut = new int[rows.Length][];
        _own = new int[rows.Length][];
        for (var label = 0; label < rows.Length; label++)
        {
            var users = UsersOf(workload, data.Schema.Classes[label]);
            SeededRandom.For(workload.Seed, StableHash.Of("rows"), label).Shuffle<int>(rows[label]);
            var heldOut = Math.Max((int)Math.Round(workload.HeldOutShare * rows[label].Length), Math.Min(1, rows[label].Length));
            var dealt = rows[label].AsSpan(heldOut);
            _heldOut[label] = rows[label][..heldOut];
            _own[label] = Share(dealt, users.IndexOf(agent), users.Count);
            if (users.Contains(agent) && _own[label].Length == 0)
            {
                throw new WorkloadException(
                    $"agents[{agent}]",
                    $"{workload.Agents[agent].Name} is left without rows of class “{data.Schema.Classes[label]}”: "
                    + $"{dealt.Length} rows for {users.Count} agents");
            }
        }
    }

    /// <summary>The held-out rows of a class, in random order.</summary>
    public ReadOnlySpan<int> HeldOut(int label) => _heldOut[label];

    /// <summary>The agent's own rows of a class, in random order.</summary>
    public ReadOnlySpan<int> Own(int label) => _own[label];

    private static int[][] RowsByClass(IDataSet data)
    {
        var rows = new List<int>[data.Schema.Classes.Count];
        for (var i = 0; i < rows.Length; i++) rows[i] = [];
        for (var i = 0; i < data.Count; i++) rows[data.Label(i)].Add(i);
        return [.. rows.Select(static list => list.ToArray())];
    }

    private static List<int> UsersOf(Workload workload, string name)
    {
        var agents = Enumerable.Range(0, workload.Agents.Count);
        return [.. agents.Where(i => workload.Agents[i].Phases.Any(phase => phase.Prior.ContainsKey(name)))];
    }

    private static int[] Share(ReadOnlySpan<int> rows, int place, int of)
    {
        if (place < 0) return [];

        var from = (int)((long)rows.Length * place / of);
        var to = (int)((long)rows.Length * (place + 1) / of);
        return rows[from..to].ToArray();
    }
}
