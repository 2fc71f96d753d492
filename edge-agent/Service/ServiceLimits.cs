using System.CommandLine;
using Cartel.Hosting;

namespace Cartel.Agent;

/// <summary>What a service may take of its device: options of <c>install</c>, which may stand in the agent's file, too.</summary>
internal static class ServiceLimits
{
    public static Option<int> Memory() => NumberOption.Create("--memory", "The most memory that it may take, in MiB; by default 256. Near it the agent does without what it can; “install” hands it to the system, too.", 256, 64, 1 << 20);

    public static Option<int> Cpu() => NumberOption.Create("--cpu", "The most processor time that the service may take, in hundredths of one core; by default 100. “install” hands it to the system.", 100, 1, 6_400);
}
