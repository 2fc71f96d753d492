namespace Cartel.Agent;

/// <summary>How a service does.</summary>
/// <param name="Service">Its name.</param>
/// <param name="State">active, activating, failed, inactive …</param>
/// <param name="Detail">running, exited, auto-restart …</param>
/// <param name="Pid">Its process, or null.</param>
/// <param name="Restarts">How often it was started again; null where the system does not count.</param>
/// <param name="MemoryBytes">What it takes now, or null.</param>
/// <param name="ExitCode">How it ended last; 2 is misuse.</param>
/// <param name="Since">Since when it is active, in the system's words; null where it is not, or the system does not say.</param>
public sealed record ServiceStatus(string Service, string State, string Detail, int? Pid, int? Restarts, long? MemoryBytes, int ExitCode, string? Since);
