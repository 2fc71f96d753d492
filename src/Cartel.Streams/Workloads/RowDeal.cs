using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Which rows of a data set belong to whom under a workload: held out, or one agent's own.</summary>
/// <remarks>
/// The rows of each class are shuffled by the workload's seed. The first <see cref="Workload.HeldOutShare"/> of them (at least one) are
/// held out, and the rest is dealt in equal parts, in the order of the workload, to the agents that use the class in any phase. Where
/// rows have owners (<see cref="Workload.PartitionColumn"/>), this is done for each owner's rows by themselves.
/// </remarks>
internal sealed class RowDeal
{
    private readonly Workload _workload;
    private readonly Dictionary<string, Rows> _owners = new(StringComparer.Ordinal);

    /// <exception cref="WorkloadException">A class that an agent uses has too few rows for all who use it.</exception>
    public RowDeal(IDataSet data, Workload workload)
    {
        _workload = workload;
        var owners = OwnersOf(data, workload);
        foreach (var owner in workload.Agents.Select(Owner).Distinct())
            _owners[owner] = new Rows(data, workload, owner, owners is null ? null : row => owners.Owner(row) == owner);

        for (var agent = 0; agent < workload.Agents.Count; agent++) _owners[Owner(workload.Agents[agent])].Check(agent);
    }

    /// <summary>The held-out rows of a class that resemble an agent's, in random order.</summary>
    public ReadOnlySpan<int> HeldOut(int agent, int label) => _owners[Owner(_workload.Agents[agent])].HeldOut(label);

    /// <summary>An agent's own rows of a class, in random order.</summary>
    public ReadOnlySpan<int> Own(int agent, int label) => _owners[Owner(_workload.Agents[agent])].Own(agent, label);

    private static string Owner(WorkloadAgent agent) => agent.Partition ?? "";

    private static PartitionedDataSet? OwnersOf(IDataSet data, Workload workload)
    {
        if (workload.PartitionColumn is not { } column) return null;

        return data is PartitionedDataSet owned && owned.Column == column
            ? owned
            : throw new WorkloadException("partitionColumn", $"{data.Name} is not divided by the column “{column}”");
    }

    private sealed class Rows
    {
        private readonly IDataSet _data;
        private readonly Workload _workload;
        private readonly int[][] _rows;
        private readonly int[] _heldOut;
        private readonly List<int>[] _users;

        public Rows(IDataSet data, Workload workload, string owner, Func<int, bool>? isOwned)
        {
            (_data, _workload) = (data, workload);
            _rows = RowsByClass(data, isOwned);
            _heldOut = new int[_rows.Length];
            _users = [.. data.Schema.Classes.Select(name => UsersOf(owner, name))];
            for (var label = 0; label < _rows.Length; label++)
            {
                var random = owner.Length == 0
                    ? SeededRandom.For(workload.Seed, StableHash.Of("rows"), label)
                    : SeededRandom.For(workload.Seed, StableHash.Of("rows"), label, StableHash.Of(owner));
                random.Shuffle<int>(_rows[label]);
                var count = _rows[label].Length;
                _heldOut[label] = Math.Max((int)Math.Round(workload.HeldOutShare * count), Math.Min(1, count));
            }
        }

        public ReadOnlySpan<int> HeldOut(int label) => _rows[label].AsSpan(0, _heldOut[label]);

        public ReadOnlySpan<int> Own(int agent, int label)
        {
            var place = _users[label].IndexOf(agent);
            if (place < 0) return [];

            var dealt = _rows[label].AsSpan(_heldOut[label]);
            var from = (int)((long)dealt.Length * place / _users[label].Count);
            var to = (int)((long)dealt.Length * (place + 1) / _users[label].Count);
            return dealt[from..(from + Math.Min(to - from, _workload.Agents[agent].RowsPerClass ?? int.MaxValue))];
        }

        public void Check(int agent)
        {
            for (var label = 0; label < _rows.Length; label++)
            {
                if (!_users[label].Contains(agent) || Own(agent, label).Length > 0) continue;

                throw new WorkloadException(
                    $"agents[{agent}]",
                    $"{_workload.Agents[agent].Name} is left without rows of class “{_data.Schema.Classes[label]}”: "
                    + $"{_rows[label].Length - _heldOut[label]} rows for {_users[label].Count} agents");
            }
        }

        private static int[][] RowsByClass(IDataSet data, Func<int, bool>? isOwned)
        {
            var rows = new List<int>[data.Schema.Classes.Count];
            for (var i = 0; i < rows.Length; i++) rows[i] = [];
            for (var i = 0; i < data.Count; i++)
            {
                if (isOwned is null || isOwned(i)) rows[data.Label(i)].Add(i);
            }

            return [.. rows.Select(static list => list.ToArray())];
        }

        private List<int> UsersOf(string owner, string name)
        {
            var agents = Enumerable.Range(0, _workload.Agents.Count);
            return
            [
                .. agents.Where(i => Owner(_workload.Agents[i]) == owner && _workload.Agents[i].Phases.Any(phase => phase.Prior.ContainsKey(name))),
            ];
        }
    }
}
