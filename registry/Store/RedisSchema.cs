using System.Globalization;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>Brings the keys of any earlier version to the present one, step by step. Every step may be repeated, and taken by several replicas at once.</summary>
internal static class RedisSchema
{
    /// <summary>The version of <see cref="RedisKeys"/>; a change of a key that old registries would misread takes a step here.</summary>
    public const int Version = 2;

    // The step at i leads from version i + 1 to i + 2.
    private static readonly Func<IDatabase, Task>[] Steps = [CountBytesOfEventsAsync];

    /// <summary>Marks an empty store, migrates an old one.</summary>
    /// <exception cref="StoreTooNewException">A newer version wrote it.</exception>
    public static async Task PrepareAsync(IDatabase database, string store)
    {
        var found = int.Parse(
            (string)(await database.ScriptEvaluateAsync(
                RedisScripts.ReadSchema, [RedisKeys.Schema, RedisKeys.Namespaces], [Version], CommandFlags.NoScriptCache))!,
            CultureInfo.InvariantCulture);
        if (found > Version) throw new StoreTooNewException(store, found, Version);

        for (; found < Version; found++)
        {
            await Steps[found - 1](database);
            await database.StringSetAsync(RedisKeys.Schema, found + 1);
        }
    }

    private static async Task CountBytesOfEventsAsync(IDatabase database)
    {
        foreach (var member in await database.SetMembersAsync(RedisKeys.Namespaces))
        {
            var ns = (string)member!;
            await database.ScriptEvaluateAsync(
                RedisScripts.CountEventBytes, [RedisKeys.Events(ns), RedisKeys.EventBytes(ns)], [], CommandFlags.NoScriptCache);
        }
    }
}
