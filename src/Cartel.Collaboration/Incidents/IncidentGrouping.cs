namespace Cartel.Collaboration;

/// <summary>Makes incidents of signals: what many agents see at once is one thing that happened to the fleet.</summary>
/// <remarks>
/// A signal belongs to an incident of its kind that had a signal within the window before it, and that names one of its
/// classes; one that names no class belongs to one that names none. Where it fits several, they are one incident. So an
/// incident goes on as long as the change travels through the fleet, and ends when it has been quiet for a window.
/// </remarks>
/// <param name="window">How long after its last signal an incident still takes one; above 0.</param>
/// <param name="leastAgents">From how many agents on it counts as one; above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
public sealed class IncidentGrouping(TimeSpan window, int leastAgents = IncidentGrouping.DefaultLeastAgents)
{
    /// <summary>What one agent sees is its own affair; what two see may be chance.</summary>
    public const int DefaultLeastAgents = 3;

    /// <summary>The window unless another is asked for: five minutes.</summary>
    public static readonly TimeSpan DefaultWindow = TimeSpan.FromMinutes(5);

    private readonly TimeSpan _window = window > TimeSpan.Zero ? window : throw new ArgumentOutOfRangeException(nameof(window), window, "must be above 0");
    private readonly int _leastAgents = Learning.Require.Positive(leastAgents);

    /// <summary>The incidents, the latest first.</summary>
    /// <param name="signals">In any order.</param>
    public IReadOnlyList<Incident> Find(IEnumerable<FleetSignal> signals)
    {
        var (open, ended) = (new List<Growing>(), new List<Growing>());
        foreach (var signal in signals.OrderBy(static signal => signal.At).ThenBy(static signal => signal.Agent, StringComparer.Ordinal))
        {
            ended.AddRange(open.Where(one => signal.At - one.To > _window));
            open.RemoveAll(one => signal.At - one.To > _window);
            var fitting = open.FindAll(one => one.Takes(signal));
            if (fitting.Count == 0)
            {
                open.Add(new Growing(signal));
                continue;
            }

            fitting[0].Add(signal);
            foreach (var same in fitting.Skip(1))
            {
                fitting[0].Add(same);
                open.Remove(same);
            }
        }

        return
        [
            .. ended.Concat(open).Where(one => one.Agents >= _leastAgents).Select(static one => one.Told())
                .OrderByDescending(static incident => incident.To).ThenByDescending(static incident => incident.From)
                .ThenBy(static incident => incident.Kind, StringComparer.Ordinal).ThenBy(static incident => incident.Agents[0], StringComparer.Ordinal),
        ];
    }

    private sealed class Growing(FleetSignal first)
    {
        private readonly SortedSet<int> _classes = [.. first.Classes];
        private readonly Dictionary<string, DateTimeOffset> _agents = new(StringComparer.Ordinal) { [first.Agent] = first.At };
        private DateTimeOffset _from = first.At;
        private int _signals = 1;

        public DateTimeOffset To { get; private set; } = first.At;

        public int Agents => _agents.Count;

        public bool Takes(FleetSignal signal) =>
            signal.Kind == first.Kind && (signal.Classes.Count == 0 ? _classes.Count == 0 : signal.Classes.Any(_classes.Contains));

        public void Add(FleetSignal signal)
        {
            _classes.UnionWith(signal.Classes);
            _agents.TryAdd(signal.Agent, signal.At);
            (To, _signals) = (signal.At, _signals + 1);
        }

        public void Add(Growing other)
        {
            _classes.UnionWith(other._classes);
            foreach (var (agent, at) in other._agents)
            {
                if (!_agents.TryGetValue(agent, out var known) || at < known) _agents[agent] = at;
            }

            _from = other._from < _from ? other._from : _from;
            To = other.To > To ? other.To : To;
            _signals += other._signals;
        }

        public Incident Told() => new(
            first.Kind, [.. _classes], _from, To,
            [.. _agents.OrderBy(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Key)], _signals);
    }
}
