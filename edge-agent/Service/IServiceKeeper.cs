namespace Cartel.Agent;

/// <summary>What keeps services running on a system: it starts them with the system, and again when they fail.</summary>
internal interface IServiceKeeper
{
    /// <summary>What <see cref="InstallAsync"/> would do, for people.</summary>
    string Describe(ServicePlan plan);

    /// <summary>Where a service keeps its state.</summary>
    string StateOf(string name);

    /// <summary>Makes the agent a service that starts with the system, and if wanted starts it now. What was installed before is replaced.</summary>
    /// <returns>Where what was written lies, for people.</returns>
    /// <exception cref="ServiceException">It could not.</exception>
    Task<string> InstallAsync(ServicePlan plan, bool start);

    /// <summary>Stops a service and removes it, and with <paramref name="purge"/> its state: the model and the agent's key.</summary>
    /// <exception cref="ServiceException">It could not, or there is none.</exception>
    Task UninstallAsync(string name, bool purge);

    /// <summary>Starts it now.</summary>
    /// <exception cref="ServiceException">It could not.</exception>
    Task StartAsync(string name);

    /// <summary>Stops it until it is started again, or the system is.</summary>
    /// <exception cref="ServiceException">It could not.</exception>
    Task StopAsync(string name);

    /// <summary>How it does; null: there is none.</summary>
    /// <exception cref="ServiceException">The system does not say.</exception>
    Task<ServiceStatus?> StatusAsync(string name);
}

/// <summary>Runs a program to its end.</summary>
/// <param name="program">Its name.</param>
/// <param name="arguments">Its arguments.</param>
/// <returns>Its exit code, and all that it wrote.</returns>
internal delegate Task<(int ExitCode, string Output)> RunProgram(string program, IReadOnlyList<string> arguments);

/// <summary>The service could not be changed; the message says why and what to do.</summary>
internal sealed class ServiceException(string message) : Exception(message);
