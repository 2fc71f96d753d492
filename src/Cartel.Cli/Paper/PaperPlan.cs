using Cartel.Simulation;
using Cartel.Streams;

namespace Cartel.Cli;

/// <summary>The jobs of an evaluation, all of them checked before the first begins.</summary>
internal sealed class PaperPlan
{
    private readonly PaperSettings _settings;
    private readonly Dictionary<string, IDataSet?> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string?), IDataSet> _prepared = [];
    private readonly List<LeftOut> _leftOut = [];

    private PaperPlan(PaperSettings settings) => _settings = settings;

    /// <summary>Seed by seed, so that an interrupted evaluation has something to say of every workload.</summary>
    public IReadOnlyList<EvaluationJob> Jobs { get; private set; } = [];

    /// <summary>What cannot run, and why.</summary>
    public IReadOnlyList<LeftOut> LeftOut => _leftOut;

    /// <exception cref="WorkloadException">A workload that was named breaks a rule, or its data cannot serve it.</exception>
    /// <exception cref="DataSpecException">A data set that was named does not exist.</exception>
    public static PaperPlan Make(PaperSettings settings)
    {
        var plan = new PaperPlan(settings);
        plan.Jobs = plan.All();
        return plan;
    }

    private EvaluationJob[] All()
    {
        WorkloadPlan[] plans = [.. (_settings.Workloads.Count > 0 ? _settings.Workloads : ShippedPlans.Names).Select(Read)];
        (WorkloadPlan Plan, IDataSet Data)[] pairs = [.. plans.SelectMany(PairsOf)];
        return
        [
            .. from seed in Enumerable.Range(1, _settings.Seeds)
               from pair in pairs
               from learner in _settings.Learners
               select new EvaluationJob(pair.Plan, pair.Data, learner, StrategiesOn(pair.Plan), seed),
        ];
    }

    // Each is a whole Cartel more to run: hours on all workloads together.
    private IReadOnlyList<string> StrategiesOn(WorkloadPlan plan) =>
        _settings.AreNamed || plan.Peers == true ? _settings.Strategies : [.. _settings.Strategies.Except(StrategyKinds.Peers)];

    private static WorkloadPlan Read(string name) =>
        File.Exists(name) ? WorkloadPlan.FromJson(File.ReadAllText(name), name) : ShippedPlans.Open(name);

    private IEnumerable<(WorkloadPlan Plan, IDataSet Data)> PairsOf(WorkloadPlan plan)
    {
        foreach (var spec in SpecsOf(plan))
        {
            if (Open(spec) is { } data && Prepared(plan, data) is { } ready) yield return (plan, ready);
        }
    }

    private IEnumerable<string> SpecsOf(WorkloadPlan plan) =>
        _settings.Data.Count > 0 ? _settings.Data : _settings.Quick && _settings.Workloads.Count == 0 ? plan.Quick ?? [plan.Data[0]] : plan.Data;

    private IDataSet? Open(string spec)
    {
        if (_opened.TryGetValue(spec, out var known)) return known;

        try
        {
            return _opened[spec] = DataSets.Open(spec, _settings.Folder, strict: false);
        }
        catch (DataSpecException error) when (_settings.Data.Count == 0)
        {
            _leftOut.Add(new LeftOut(null, spec, error.Message[(spec.Length + 2)..]));
            return _opened[spec] = null;
        }
    }

    // A workload that was not asked for by name may not suit the user's data; one that was, must.
    private IDataSet? Prepared(WorkloadPlan plan, IDataSet data)
    {
        try
        {
            var key = (data.Name, plan.Partition ?? plan.Fixed?.PartitionColumn);
            if (!_prepared.TryGetValue(key, out var ready)) _prepared[key] = ready = plan.Prepare(data);
            _ = plan.Make(ready, seed: 1);
            return ready;
        }
        catch (WorkloadException error) when (_settings.Workloads.Count == 0 && _settings.Data.Count > 0)
        {
            _leftOut.Add(new LeftOut(plan.Name, data.Name, error.Message));
            return null;
        }
    }
}
