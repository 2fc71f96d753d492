namespace Cartel.Registry.Store;

/// <summary>The changes of <see cref="RedisStore"/>, each one atomic. Keys and arguments are named in the first lines.</summary>
/// <remarks>Keys made in a script (a transfer's) carry the hash tag of the keys handed in, so they lie in the same slot.</remarks>
internal static class RedisScripts
{
    /// <summary>The version of what is stored; an empty store gets the present one.</summary>
    public const string ReadSchema = """
        local schema, namespaces = KEYS[1], KEYS[2]
        local found = redis.call('GET', schema)
        if found then return found end
        if redis.call('EXISTS', namespaces) == 1 then return '1' end
        redis.call('SET', schema, ARGV[1])
        return ARGV[1]
        """;

    public const string CountEventBytes = """
        local bytes = 0
        for _, item in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do bytes = bytes + #item end
        redis.call('SET', KEYS[2], bytes)
        return bytes
        """;

    public const string AppendEvents = DropEvents + """
        local number, most, mostBytes = KEYS[4], tonumber(ARGV[1]), tonumber(ARGV[2])
        local total = tonumber(redis.call('GET', bytes) or '0')
        for i = 3, #ARGV do
          local cut = string.find(ARGV[i], '\n', 1, true)
          local key, body = string.sub(ARGV[i], 1, cut - 1), string.sub(ARGV[i], cut + 1)
          if not redis.call('ZSCORE', keys, key) then
            local n = redis.call('INCR', number)
            local item = string.format('%.0f', n) .. '\n' .. body
            redis.call('ZADD', events, n, item)
            redis.call('ZADD', keys, n, key)
            total = redis.call('INCRBY', bytes, #item)
          end
        end
        dropWhile(function(count) return count > most or total > mostBytes end, function(left) total = left end)
        return 1
        """;

    // Times are ISO 8601 in UTC, to the second: they compare as text.
    public const string DropOldEvents = DropEvents + """
        dropWhile(function(count, item) return string.sub(string.match(item, '"at":"([^"]+)"') or '', 1, 19) < ARGV[1] end, function() end)
        return 1
        """;

    public const string RemovePending = """
        for i = 1, #ARGV do redis.call('LREM', KEYS[1], 1, ARGV[i]) end
        return 1
        """;

    public const string ReadEvents = """
        local events, epoch = KEYS[1], KEYS[2]
        redis.call('SETNX', epoch, ARGV[3])
        local oldest = redis.call('ZRANGE', events, 0, 0, 'WITHSCORES')[2] or '0'
        local newest = redis.call('ZRANGE', events, -1, -1, 'WITHSCORES')[2] or '0'
        return {redis.call('GET', epoch), oldest, newest,
          redis.call('ZRANGEBYSCORE', events, '(' .. ARGV[1], '+inf', 'LIMIT', 0, ARGV[2])}
        """;

    public const string PutTask = """
        local task, agents, manifest, schema = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
        local before = redis.call('HMGET', task, 'manifest', 'schema')
        if before[1] == manifest then return 'Unchanged' end
        if before[1] and before[2] ~= schema and redis.call('ZCARD', agents) > 0 then return 'InUse' end
        redis.call('HSET', task, 'manifest', manifest, 'schema', schema)
        return before[1] and 'Replaced' or 'Created'
        """;

    public const string RemoveTask = """
        local task, agents, transfers, open, ratings, zoo = unpack(KEYS)
        if redis.call('ZCARD', agents) > 0 then return 'InUse' end
        if redis.call('DEL', task) == 0 then return 'Unknown' end
        for _, id in ipairs(redis.call('ZRANGE', transfers, 0, -1)) do redis.call('DEL', ARGV[1] .. id) end
        redis.call('DEL', transfers, open, ratings, zoo)
        return 'Removed'
        """;

    public const string Register = Renew + """
        local task, agents, schema, registration, joined = KEYS[4], KEYS[5], ARGV[7], ARGV[8], ARGV[9]
        local expected = redis.call('HGET', task, 'schema')
        if not expected then return 'UnknownTask' end
        if expected ~= schema then return 'WrongSchema' end
        local isNew = redis.call('EXISTS', agent) == 0
        if isNew then
          redis.call('HSET', agent, 'registeredAt', now)
          redis.call('ZADD', agents, 0, name)
          redis.call('ZADD', leases, untilMs, name)
          redis.call('RPUSH', pending, joined)
        end
        redis.call('HSET', agent, 'registration', registration)
        renew()
        return isNew and 'Created' or 'Again'
        """;

    public const string RemoveAgent = """
        local agent, agents, leases, history, inbox, name = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[1]
        redis.call('ZREM', agents, name)
        redis.call('ZREM', leases, name)
        redis.call('DEL', history, inbox)
        return redis.call('DEL', agent)
        """;

    public const string RenewLease = Renew + """
        local history, status, keep, budget, least, pointBytes, oldest, age = KEYS[4], unpack(ARGV, 7, 13)
        if redis.call('EXISTS', agent) == 0 then return 0 end
        renew()
        if status == '' then return 1 end
        redis.call('HSET', agent, 'status', status)
        redis.call('RPUSH', history, now .. '\n' .. status)
        local share = math.floor(budget / (math.max(1, redis.call('ZCARD', leases)) * (#status + pointBytes)))
        redis.call('LTRIM', history, -math.max(tonumber(least), math.min(tonumber(keep), share)), -1)
        while string.match(redis.call('LINDEX', history, 0) or oldest, '^%d+') < oldest do redis.call('LPOP', history) end
        redis.call('PEXPIRE', history, age)
        return 1
        """;

    // Sequence numbers are compared as digits: a number of Lua holds 53 bits, they have 63.
    public const string PutProfile = Renew + """
        local profile, sequence = ARGV[7], ARGV[8]
        if redis.call('EXISTS', agent) == 0 then return {'UnknownAgent', '0'} end
        local before = redis.call('HMGET', agent, 'profile', 'sequence')
        local repeated = before[1] == profile
        local stands = before[2]
        if not repeated and stands and (#stands > #sequence or (#stands == #sequence and stands >= sequence)) then
          return {'Stale', stands}
        end
        renew()
        if repeated then return {'Repeated', sequence} end
        redis.call('HSET', agent, 'profile', profile, 'sequence', sequence, 'profileAt', now)
        return {'Stored', sequence}
        """;

    public const string MarkLost = """
        local agent, leases, pending, name, lapsed, lost = KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2], ARGV[3]
        if redis.call('HGET', agent, 'leaseUntil') ~= lapsed then return 0 end
        if redis.call('ZREM', leases, name) == 0 then return 0 end
        redis.call('RPUSH', pending, lost)
        return 1
        """;

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
        local transfer, open, pending, donor, inbox, ratings, together = unpack(KEYS)
        local id, version, body, isOpen, happened, rated, lifetime, most, now, halfLife, keepRatings = unpack(ARGV, 1, 11)
        if redis.call('HGET', transfer, 'version') ~= version then return 0 end
        redis.call('HSET', transfer, 'body', body)
        redis.call('HINCRBY', transfer, 'version', 1)
        if isOpen == '0' then redis.call('SREM', open, id) end
        if happened ~= '' then redis.call('RPUSH', pending, happened) end
        for scope, subject, kept, refused in string.gmatch(rated, '(%S+) (%S+) (%S+) (%S+)\n') do
          rate(scope == 'Together' and together or ratings, subject, kept, refused, now, halfLife, keepRatings)
        end
        if #ARGV > 11 then want(donor, inbox, id, lifetime, most, 12) end
        return 1
        """;

    public const string RequestParts = Want + """
        want(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3], 4)
        return 1
        """;

    public const string ChangeZoo = """
        local zoo, task, id, body = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
        for i = 3, #ARGV do redis.call('HDEL', zoo, ARGV[i]) end
        if id ~= '' and redis.call('EXISTS', task) == 1 then redis.call('HSET', zoo, id, body) end
        return 1
        """;

    public const string Recall = """
        local recalled, now, keep = KEYS[1], ARGV[1], ARGV[2]
        for i = 3, #ARGV do
          if not redis.call('ZSCORE', recalled, ARGV[i]) then redis.call('ZADD', recalled, now, ARGV[i]) end
        end
        redis.call('ZREMRANGEBYRANK', recalled, 0, -keep - 1)
        return 1
        """;

    public const string Signal = """
        local idempotency, pending, bodyHash, lifetime, happened = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]
        local before = redis.call('HGET', idempotency, 'bodyHash')
        if before then return before == bodyHash and 'Replayed' or 'Conflict' end
        redis.call('HSET', idempotency, 'bodyHash', bodyHash)
        redis.call('PEXPIRE', idempotency, lifetime)
        redis.call('RPUSH', pending, happened)
        return 'New'
        """;

    private const string DropEvents = """
        local events, keys, bytes = KEYS[1], KEYS[2], KEYS[3]
        local function dropWhile(isDue, tell)
          local count = redis.call('ZCARD', events)
          while count > 0 do
            local item, number = unpack(redis.call('ZRANGE', events, 0, 0, 'WITHSCORES'))
            if not isDue(count, item) then return end
            redis.call('ZREM', events, item)
            redis.call('ZREMRANGEBYSCORE', keys, '-inf', number)
            tell(redis.call('DECRBY', bytes, #item))
            count = count - 1
          end
        end

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

    // An agent without an entry among the leases was lost; then this is its return.
    private const string Renew = """
        local agent, leases, pending = KEYS[1], KEYS[2], KEYS[3]
        local name, now, untilTicks, seconds, untilMs, back = unpack(ARGV, 1, 6)
        local function renew()
          if not redis.call('ZSCORE', leases, name) then redis.call('RPUSH', pending, back) end
          redis.call('ZADD', leases, untilMs, name)
          redis.call('HSET', agent, 'leaseUntil', untilTicks, 'leaseSeconds', seconds)
        end

        """;
}
