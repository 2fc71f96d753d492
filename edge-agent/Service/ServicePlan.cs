
namespace Cartel.Agent;

/// <summary>An agent that the system keeps running.</summary>
/// <param name="Instance">Its name among several on one device: as an agent's; <see cref="TheOnly"/> where there is one.</param>
/// <param name="Program">The program, with what comes before its own arguments; each path absolute.</param>
/// <param name="ConfigFile">The absolute path of its configuration.</param>
internal sealed record ServicePlan(string Instance, IReadOnlyList<string> Program, string ConfigFile)
{
    /// <summary>The name of an instance that has none.</summary>
    public const string TheOnly = "default";

    private const string Product = "cartel-agent";

    /// <summary>Memory that it may take at most, in MiB.</summary>
    public int MemoryMiB { get; init; } = 256;

    /// <summary>Processor time that it may take at most, in hundredths of one core.</summary>
    public int CpuPercent { get; init; } = 100;

    /// <summary>Groups that it belongs to beside its own, so that it may read its data.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The service's name.</summary>
    public string Name => NameOf(Instance);

    /// <summary>What people see in lists of services.</summary>
    public string Title => Instance == TheOnly ? "Cartel agent" : $"Cartel agent {Instance}";

    /// <summary>The name of an instance's service.</summary>
    public static string NameOf(string instance) => instance == TheOnly ? Product : $"{Product}-{instance}";

    /// <summary>This program, as it can be started again.</summary>
    public static IReadOnlyList<string> ThisProgram()
    {
        var process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, Path.Combine(AppContext.BaseDirectory, Product + ".dll")] : [process];
    }
}
