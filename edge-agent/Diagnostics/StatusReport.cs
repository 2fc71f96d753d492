namespace Cartel.Agent;

/// <summary>What <c>status --json</c> prints, and <c>/v1/status</c> answers.</summary>
/// <param name="Running">Whether the agent runs.</param>
/// <param name="AgeSeconds">How long ago it said what it says; null: it never did.</param>
/// <param name="Agent">What it says of itself; null: nothing that can be read.</param>
/// <param name="Service">What the system says of it; null: nobody asked, or it is no service.</param>
public sealed record StatusReport(bool Running, double? AgeSeconds, LiveStatus? Agent, ServiceStatus? Service)
{
    /// <summary>What an agent says of itself just now.</summary>
    public static StatusReport Of(LiveStatus status) => new(true, 0, status, null);

    /// <summary>What lies in a state folder, and what the system says.</summary>
    /// <param name="folder">The state folder.</param>
    /// <param name="service">What the system says, or null.</param>
    /// <param name="now">The time.</param>
    public static StatusReport Read(string folder, ServiceStatus? service, DateTimeOffset now)
    {
        var status = StatusFile.Read(folder);
        var running = status is not null && StatusFile.IsAlive(status, now);
        return new StatusReport(running, status is null ? null : Math.Max(0, (now - status.At).TotalSeconds), status, service);
    }
}
