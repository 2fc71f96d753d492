using System.Text.Json;
using Cartel.Sqlite;

namespace Cartel.Agent;

/// <summary>An agent's checkpoint cannot be read by another program; the message names it and says why.</summary>
public sealed class SavedAgentException(string file, string reason, Exception? cause = null) : Exception($"{file}: {reason}", cause);

/// <summary>What an agent's checkpoint holds, for other programs: read from a copy, so that the agent may run meanwhile and nothing of it changes.</summary>
/// <param name="Snapshot">The agent's state at its last checkpoint.</param>
/// <param name="Transfers">Its requests for help so far, in order.</param>
internal sealed record SavedAgent(AgentSnapshot Snapshot, IReadOnlyList<TransferRecord> Transfers)
{
    /// <summary>A checkpoint's name in a state folder.</summary>
    public const string FileName = "agent.db";

    private const int Attempts = 5;

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="SavedAgentException">There is none, or it is damaged or of a newer build.</exception>
    public static SavedAgent Read(string file)
    {
        if (!File.Exists(file)) throw new SavedAgentException(file, "there is no such checkpoint: an agent writes its first one when it has begun to learn");

        for (var attempt = 1; ; attempt++)
        {
            var folder = Directory.CreateTempSubdirectory("cartel-");
            try
            {
                return ReadCopy(file, Path.Combine(folder.FullName, FileName));
            }
            catch (Exception flaw) when (CheckpointFile.IsDamage(flaw) && attempt < Attempts)
            {
                // A copy of what an agent was writing may be half of each.
            }
            catch (Exception flaw) when (CheckpointFile.IsDamage(flaw) || flaw is SqliteException or InvalidDataException or JsonException)
            {
                throw new SavedAgentException(file, $"it is no checkpoint of an agent, or damaged: {flaw.Message}", flaw);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static SavedAgent ReadCopy(string file, string copy)
    {
        CheckpointFile.Copy(file, copy);
        using var database = SqliteDatabase.Open(copy);
        CheckpointSchema.Check(database);
        CheckpointSchema.Apply(database);
        var snapshot = new SnapshotTable(database).Load() ?? throw new SavedAgentException(file, "it holds no model yet: an agent writes one when it has begun to learn");
        var transfers = database.Query("SELECT record FROM transfers ORDER BY number", static row => JsonSerializer.Deserialize(row.Span(0), AgentJson.Default.TransferRecord)!);
        return new SavedAgent(snapshot, transfers);
    }
}
