namespace Cartel.Registry.Store;

/// <summary>The changes of <see cref="RedisParts"/>' index, each one atomic.</summary>
internal static class RedisPartScripts
{
    /// <summary>For each part what is known of it, and of what was sent in its place if that is here; empty for nothing.</summary>
    public const string Look = """
        local parts, newer, found = KEYS[1], KEYS[2], {}
        for i = 1, #ARGV do
          local next = redis.call('HGET', newer, ARGV[i])
          local there = next and redis.call('HEXISTS', parts, string.match(next, '^%S+')) == 1
          found[2 * i - 1] = redis.call('HGET', parts, ARGV[i]) or ''
          found[2 * i] = there and next or ''
        end
        return found
        """;

    /// <summary>Makes a part seen, or again recent if it is. Returns what stood before, and the bytes of all parts.</summary>
    public const string Settle = """
        local parts, newer, used, bytes = unpack(KEYS)
        local part, upload, size, now, ticks, replaced = unpack(ARGV)
        local before = redis.call('HGET', parts, part)
        if before then
          redis.call('HSET', parts, part, string.match(before, '^%S+ %S+') .. ' ' .. ticks)
        elseif upload ~= '' then
          redis.call('HSET', parts, part, upload .. ' ' .. size .. ' ' .. ticks)
          redis.call('INCRBY', bytes, size)
        else
          return {'', '0'}
        end
        redis.call('ZADD', used, now, part)
        if replaced ~= '' then redis.call('HSET', newer, replaced, part .. ' ' .. ticks) end
        return {before or '', redis.call('GET', bytes)}
        """;

    /// <summary>Forgets a part, unless it was uploaded again since it was looked at. Returns whether it did.</summary>
    public const string Forget = """
        local parts, used, bytes, part, seen = KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2]
        if redis.call('HGET', parts, part) ~= seen then return 0 end
        redis.call('HDEL', parts, part)
        redis.call('ZREM', used, part)
        redis.call('DECRBY', bytes, string.match(seen, '^%S+ (%S+)'))
        return 1
        """;

    /// <summary>Sets how long chunks last. Returns how many there are.</summary>
    public const string Extend = """
        local found = 0
        for _, chunk in ipairs(KEYS) do found = found + redis.call('PEXPIRE', chunk, ARGV[1]) end
        return found
        """;
}
