using System.Threading.Channels;
using Cartel.Hosting;

namespace Cartel.Agent;

/// <summary>Reads an agent's configuration anew when it is told to: all of it is checked, and then what may change while it runs is changed at
/// once, or nothing. The learner, the monitor and what waits to be sent stay as they are.</summary>
/// <param name="running">What it runs with.</param>
/// <param name="reader">Reads the configuration.</param>
/// <param name="apply">Puts settings in force; they were checked.</param>
/// <param name="tell">Says what came of it, for those who asked.</param>
/// <param name="log">The agent's log.</param>
internal sealed class Reloader(RunningConfiguration running, ConfigurationReader reader, Func<AgentSettings, AgentSettings, Task> apply, Func<Task> tell, AgentLogs log)
{
    /// <summary>The settings that may change while an agent runs, by name.</summary>
    public static readonly IReadOnlyList<string> Live =
        ["registry", "ca", "rate", "trigger", "publish", "cold-start", "checkpoint-every", "report-every", "terse", "memory", "disk", "up-per-day", "down-per-day", "background-share", "listen", "log-level", "log-format"];

    private IReadOnlyList<Setting> _effective = [];

    /// <summary>Serves until it is stopped.</summary>
    /// <param name="told">Says when.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(ChannelReader<bool> told, CancellationToken stop)
    {
        try
        {
            _effective = reader.Read().Effective;
            await foreach (var _ in told.ReadAllAsync(stop))
            {
                await ReloadAsync();
                await tell();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    private async Task ReloadAsync()
    {
        try
        {
            var (former, read) = (running.Settings, reader.Read());
            var next = Merge(former, read.Settings);
            // A file of authorities that cannot be read is heard of here, and not when the former connections are gone.
            using (Watched.Connections(next.AuthorityFile ?? new IdentityFiles(next.StateFolder).AuthorityFile))
            {
                await apply(former, next);
            }

            Tell(read.Effective, next);
        }
        catch (Exception flaw) when (flaw is ConfigurationException or IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or System.Security.Cryptography.CryptographicException)
        {
            running.Refuse(flaw.Message);
            AgentLog.NotReloaded(log, running.Settings.Name, flaw.Message);
        }
    }

    private void Tell(IReadOnlyList<Setting> effective, AgentSettings next)
    {
        string[] changed =
        [
            .. effective.Concat(_effective).Select(static one => one.Name).Distinct()
                .Where(name => effective.FirstOrDefault(one => one.Name == name)?.Value != _effective.FirstOrDefault(one => one.Name == name)?.Value),
        ];
        string[] later = [.. changed.Except(Live)];
        // What waits for the next start is told again at each reading until then.
        _effective = [.. effective.Where(one => !later.Contains(one.Name)), .. _effective.Where(one => later.Contains(one.Name))];
        running.Take(next, later);
        AgentLog.Reloaded(log, next.Name, changed.Intersect(Live).Any() ? string.Join(", ", changed.Intersect(Live)) : "nothing");
        if (later.Length > 0) AgentLog.NeedsRestart(log, next.Name, string.Join(", ", later));
    }

    private static AgentSettings Merge(AgentSettings former, AgentSettings read) => former with
    {
        Registry = read.Registry,
        AuthorityFile = read.AuthorityFile,
        Rate = read.Rate,
        CheckpointEvery = read.CheckpointEvery,
        ReportEvery = read.ReportEvery,
        Terse = read.Terse,
        Budgets = read.Budgets,
        Listen = read.Listen,
        LogLevel = read.LogLevel,
        LogFormat = read.LogFormat,
        Collaboration = read.Collaboration,
    };
}
