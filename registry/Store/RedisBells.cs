namespace Cartel.Registry.Store;

/// <summary>Registries on one Redis hear each other's bells: a message is the name of whoever rang, of its own choice, and the bell's.</summary>
/// <remarks>What is lost (nobody waits for it, and Redis keeps nothing) the sweep makes good within a second.</remarks>
internal static class RedisBells
{
    private const char Between = ' ';

    /// <summary>Tells all others of this registry's rings, and lets those who wait here hear theirs.</summary>
    public static RedisConnection Join(RedisConnection redis, Bells bells)
    {
        // Its own come back as well: those were heard when they were rung.
        var own = Guid.NewGuid().ToString("N")[..12] + Between;
        bells.Rung = bell => redis.Say(own + bell);
        redis.Heard = message =>
        {
            var text = ((string?)message)!;
            if (!text.StartsWith(own, StringComparison.Ordinal)) bells.Hear(text[(text.IndexOf(Between, StringComparison.Ordinal) + 1)..]);
        };
        return redis;
    }
}
