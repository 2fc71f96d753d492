namespace Cartel.Agent;

/// <summary>A process that the service control manager of Windows started, and what it tells it.</summary>
/// <param name="manager">The service control manager.</param>
/// <param name="name">The service.</param>
/// <param name="agent">Runs until it ends or is stopped; returns the exit code.</param>
internal sealed class WindowsServiceProcess(IServiceControlManager manager, string name, Func<CancellationToken, Task<int>> agent)
{
    /// <summary>The hidden option of <c>run</c> with which a service is started.</summary>
    public const string Option = "--windows-service";

    /// <summary>ERROR_SERVICE_SPECIFIC_ERROR: the exit code is one of the service's own.</summary>
    public const int OwnCode = 1066;

    // As systemd has it.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private int _exitCode;

    /// <summary>Serves until the agent ends; then the manager has been told how, and starts it again after any end but a good one.</summary>
    /// <returns>The agent's exit code.</returns>
    /// <exception cref="ServiceException">No service control manager started this process.</exception>
    public int Run()
    {
        using var stop = new CancellationTokenSource();
        manager.Dispatch(name, () => Serve(stop));
        return _exitCode;
    }

    // On a thread of the manager's; the process may end as soon as it has been told that the service has.
    private void Serve(CancellationTokenSource stop)
    {
        manager.Listen(name, request => Hear(request, stop));
        manager.Report(new WindowsServiceState(WindowsServicePhase.Running));
        _exitCode = agent(stop.Token).GetAwaiter().GetResult();
        manager.Report(new WindowsServiceState(WindowsServicePhase.Stopped, ExitCode: _exitCode));
    }

    private void Hear(WindowsServiceRequest request, CancellationTokenSource stop)
    {
        if (request is not WindowsServiceRequest.Stop) return;

        manager.Report(new WindowsServiceState(WindowsServicePhase.Stopping, StopPatience));
        stop.Cancel();
    }
}

/// <summary>The service control manager, as a service sees it.</summary>
internal interface IServiceControlManager
{
    /// <summary>Connects to it, and has it run the service; returns when that has stopped.</summary>
    /// <exception cref="ServiceException">It did not start this process.</exception>
    void Dispatch(string name, Action service);

    /// <summary>Hears what it asks the service to do.</summary>
    void Listen(string name, Action<WindowsServiceRequest> hear);

    /// <summary>Tells it how the service does.</summary>
    void Report(WindowsServiceState state);
}

/// <summary>What the service control manager asks for.</summary>
internal enum WindowsServiceRequest
{
    /// <summary>Nothing that concerns an agent.</summary>
    Other,

    /// <summary>The service, or the system, stops.</summary>
    Stop,
}

/// <summary>How far a service is (SERVICE_STATUS.dwCurrentState).</summary>
internal enum WindowsServicePhase
{
    /// <summary>It has ended.</summary>
    Stopped = 1,

    /// <summary>It ends.</summary>
    Stopping = 3,

    /// <summary>It serves.</summary>
    Running = 4,
}

/// <summary>How a service does.</summary>
/// <param name="Phase">How far it is.</param>
/// <param name="Patience">How long the next phase may take.</param>
/// <param name="ExitCode">How it ended.</param>
internal sealed record WindowsServiceState(WindowsServicePhase Phase, TimeSpan Patience = default, int ExitCode = 0);
