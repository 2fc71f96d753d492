using System.Diagnostics;
using System.Text.Json;

namespace Cartel.Agent;

/// <summary><c>status.json</c> in an agent's state folder: whole or not there.</summary>
internal static class StatusFile
{
    /// <summary>How often a running agent writes it.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    private const string Name = "status.json";

    // Nobody needs more to be told; a file that is longer was not written by an agent.
    private const long MostBytes = 1024 * 1024;

    /// <summary>Where it lies.</summary>
    public static string In(string folder) => Path.Combine(folder, Name);

    /// <summary>Writes it; a disk that takes no more leaves the former one.</summary>
    public static void Write(string folder, LiveStatus status)
    {
        var path = In(folder);
        try
        {
            // Not flushed to the disk: after a power cut there is nobody whose status it was.
            File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(status, AgentJson.Default.LiveStatus));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            // Told again soon.
        }
    }

    /// <summary>Reads it; null: there is none that can be read.</summary>
    public static LiveStatus? Read(string folder)
    {
        try
        {
            var file = new FileInfo(In(folder));
            return file is { Exists: true, Length: < MostBytes } ? JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), AgentJson.Default.LiveStatus) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the agent that wrote it still runs.</summary>
    /// <param name="status">What it wrote.</param>
    /// <param name="now">The time.</param>
    public static bool IsAlive(LiveStatus status, DateTimeOffset now)
    {
        if (status.State is AgentPhase.Stopped || now - status.At > 5 * Period) return false;

        try
        {
            using var process = Process.GetProcessById(status.Pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
