namespace Cartel.Streams;

/// <summary>A class appears at each target and stays.</summary>
internal static class IntroductionKind
{
    public static Workload Make(WorkloadPlan plan, IDataSet data, long seed) =>
        Workloads.Introduction(data, plan.Agents, plan.Samples, plan.At ?? plan.Samples / 3, seed, plan.Ramp ?? 0, plan.Lag ?? 0) with { Name = plan.Name };
}
