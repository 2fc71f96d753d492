namespace Cartel.Registry.Store;

/// <summary>The changes of <see cref="RedisIdentities"/>, each one atomic on the keys of one slot. All may be repeated.</summary>
internal static class RedisIdentityScripts
{
    public const string ReplaceIdentity = """
        local identity, version, body = KEYS[1], ARGV[1], ARGV[2]
        if redis.call('HGET', identity, 'body') == body then return 1 end
        if (redis.call('HGET', identity, 'version') or '0') ~= version then return 0 end
        redis.call('HSET', identity, 'body', body)
        redis.call('HINCRBY', identity, 'version', 1)
        return 1
        """;

    public const string Enroll = """
        local token, identity, identities = KEYS[1], KEYS[2], KEYS[3]
        local agent, version, body, use, now = ARGV[1], ARGV[2], ARGV[3], 'use:' .. ARGV[4], tonumber(ARGV[5])
        local state = redis.call('HMGET', token, 'uses', 'used', 'expires', use)
        if not state[1] then return 'UnknownToken' end
        if (redis.call('HGET', identity, 'version') or '0') ~= version then return 'Raced' end
        if state[4] then
          if redis.call('HGET', identity, 'body') == body then return 'Again' end
          return 'UsedUp'
        end
        if tonumber(state[3]) <= now then return 'Expired' end
        if tonumber(state[2]) >= tonumber(state[1]) then return 'UsedUp' end
        redis.call('HINCRBY', token, 'used', 1)
        redis.call('HSET', token, use, ARGV[5])
        redis.call('HSET', identity, 'body', body)
        redis.call('HINCRBY', identity, 'version', 1)
        redis.call('ZADD', identities, 0, agent)
        return 'Enrolled'
        """;

    public const string AddEnrollmentToken = """
        local token, tokens, hash, body, uses, expires, gone = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
        redis.call('HSETNX', token, 'used', 0)
        redis.call('HSET', token, 'body', body, 'uses', uses, 'expires', expires)
        redis.call('PEXPIREAT', token, gone)
        redis.call('ZADD', tokens, expires, hash)
        return 1
        """;

    public const string RemoveEnrollmentToken = """
        redis.call('ZREM', KEYS[2], ARGV[1])
        return redis.call('DEL', KEYS[1])
        """;

    public const string RemoveApiToken = """
        redis.call('HDEL', KEYS[2], ARGV[1])
        local removed = redis.call('HDEL', KEYS[1], ARGV[1])
        redis.call('INCR', KEYS[3])
        return removed
        """;

    public const string TouchApiToken = """
        if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[2], ARGV[1], ARGV[2]) end
        return 1
        """;

    public const string Audit = """
        local audit, number = KEYS[1], KEYS[2]
        local n = redis.call('INCR', number)
        redis.call('ZADD', audit, n, string.format('%.0f', n) .. '\n' .. ARGV[2])
        redis.call('ZREMRANGEBYRANK', audit, 0, -ARGV[1] - 1)
        return n
        """;
}
