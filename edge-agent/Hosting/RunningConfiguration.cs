namespace Cartel.Agent;

/// <summary>What a running agent runs with, and what came of reading it anew. Thread-safe.</summary>
internal sealed class RunningConfiguration(AgentSettings first, TimeProvider time)
{
    private AgentSettings _settings = first;
    private ConfigurationStatus _status = new(time.GetUtcNow(), 0, null, [], Path.Combine(Environment.CurrentDirectory, first.TaskFile));

    /// <summary>The settings in force.</summary>
    public AgentSettings Settings => Volatile.Read(ref _settings);

    /// <summary>When and how they were read.</summary>
    public ConfigurationStatus Status => Volatile.Read(ref _status);

    /// <summary>Takes settings that were read anew.</summary>
    /// <param name="settings">Those in force from now on.</param>
    /// <param name="needRestart">Names of what was changed too, and waits for the next start.</param>
    public void Take(AgentSettings settings, IReadOnlyList<string> needRestart)
    {
        Volatile.Write(ref _settings, settings);
        Volatile.Write(ref _status, Status with { ReadAt = time.GetUtcNow(), Reads = Status.Reads + 1, Problem = null, NeedRestart = needRestart });
    }

    /// <summary>Takes note that what was read cannot be used: the former goes on.</summary>
    public void Refuse(string problem) => Volatile.Write(ref _status, Status with { ReadAt = time.GetUtcNow(), Reads = Status.Reads + 1, Problem = problem });
}
