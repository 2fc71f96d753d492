namespace Cartel.Registry.Store;

// Transfers, and what they ask of donors.
internal static partial class RedisScripts
{
    public const string OpenTransfer = """
        local idempotency, transfers, open, pending = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
        local bodyHash, lifetime, prefix, id, body, isOpen, keep = unpack(ARGV, 1, 7)
        local before = redis.call('HMGET', idempotency, 'bodyHash', 'transfer')
        if before[1] and before[1] ~= bodyHash then return {'Conflict', ''} end
        local opened = before[2] and redis.call('HGET', prefix .. before[2], 'body')
        if opened then return {'Replayed', opened} end
        redis.call('HSET', idempotency, 'bodyHash', bodyHash, 'transfer', id)
        redis.call('PEXPIRE', idempotency, lifetime)
        redis.call('HSET', prefix .. id, 'body', body, 'version', 1)
        redis.call('ZADD', transfers, 0, id)
        if isOpen == '1' then redis.call('SADD', open, id) end
        for _, old in ipairs(redis.call('ZRANGE', transfers, 0, -keep - 1)) do
          redis.call('DEL', prefix .. old)
          redis.call('ZREM', transfers, old)
          redis.call('SREM', open, old)
        end
        for i = 8, #ARGV do redis.call('RPUSH', pending, ARGV[i]) end
        return {'New', body}
        """;

    public const string Transfers = """
        local bodies = {}
        for _, id in ipairs(redis.call('ZREVRANGEBYLEX', KEYS[1], ARGV[2], '-', 'LIMIT', 0, ARGV[3])) do
          bodies[#bodies + 1] = redis.call('HGET', ARGV[1] .. id, 'body')
        end
        return bodies
        """;

    public const string ReplaceTransfer = Want + Rate + """
        local transfer, open, pending, donor, inbox, ratings, together, feed = unpack(KEYS)
        local id, version, body, isOpen, happened, rated, lifetime, most, now, halfLife, keepRatings = unpack(ARGV, 1, 11)
        if redis.call('HGET', transfer, 'version') ~= version then return 0 end
        redis.call('HSET', transfer, 'body', body)
        redis.call('HINCRBY', transfer, 'version', 1)
        if isOpen == '0' then redis.call('SREM', open, id) end
        if happened ~= '' then redis.call('RPUSH', pending, happened) end
        for scope, subject, kept, refused in string.gmatch(rated, '(%S+) (%S+) (%S+) (%S+)\n') do
          rate(scope == 'Together' and together or ratings, subject, kept, refused, now, halfLife, keepRatings)
        end
        if rated ~= '' then redis.call('HINCRBY', feed, 'ratings', 1) end
        if #ARGV > 11 then want(donor, inbox, id, lifetime, most, 12) end
        return 1
        """;

    public const string RequestParts = Want + """
        want(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3], 4)
        return 1
        """;

    private const string Want = """
        local function want(donor, inbox, id, lifetime, most, first)
          if redis.call('EXISTS', donor) == 0 then return end
          for i = first, #ARGV do
            local wanted = id .. '\n' .. ARGV[i]
            if not redis.call('ZSCORE', inbox, wanted) then
              redis.call('ZADD', inbox, redis.call('HINCRBY', donor, 'inboxCursor', 1), wanted)
            end
          end
          redis.call('ZREMRANGEBYRANK', inbox, 0, -most - 1)
          redis.call('PEXPIRE', inbox, lifetime)
        end

        """;

    // DonorRecord.Rate, in Lua.
    private const string Rate = """
        local function rate(key, subject, kept, refused, now, halfLife, keep)
          local formerKept, formerRefused, at = string.match(redis.call('HGET', key, subject) or '', '(%S+) (%S+) (%S+)')
          if at then
            local left = math.min(1, 2 ^ ((at - now) / halfLife))
            kept, refused, now = kept + formerKept * left, refused + formerRefused * left, math.max(at, now)
          end
          redis.call('HSET', key, subject, string.format('%.17g %.17g %.0f', kept, refused, now))
          redis.call('PEXPIRE', key, keep)
        end

        """;
}
