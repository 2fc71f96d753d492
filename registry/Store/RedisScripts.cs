namespace Cartel.Registry.Store;

/// <summary>The changes of <see cref="RedisStore"/>, each one atomic. Keys and arguments are named in the first lines.</summary>
/// <remarks>Keys made in a script (a transfer's) carry the hash tag of the keys handed in, so they lie in the same slot.</remarks>
internal static partial class RedisScripts
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

    /// <summary>Is forgotten within a minute.</summary>
    public const string Ping = "return redis.call('SET', KEYS[1], '1', 'EX', '60')";

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
        local task, agents, feed, manifest, schema = KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2]
        local before = redis.call('HMGET', task, 'manifest', 'schema')
        if before[1] == manifest then return 'Unchanged' end
        if (before[1] or '') ~= ARGV[3] then return 'Overtaken' end
        if before[1] and before[2] ~= schema and redis.call('ZCARD', agents) > 0 then return 'InUse' end
        redis.call('HSET', task, 'manifest', manifest, 'schema', schema)
        redis.call('HINCRBY', feed, 'manifest', 1)
        return before[1] and 'Replaced' or 'Created'
        """;

    public const string RemoveTask = """
        local task, agents, transfers, open, ratings, zoo, feed, changes, removals = unpack(KEYS)
        if redis.call('EXISTS', task) == 0 then return 'Unknown' end
        if ARGV[2] ~= '' and redis.call('HGET', task, 'manifest') ~= ARGV[2] then return 'Overtaken' end
        if redis.call('ZCARD', agents) > 0 then return 'InUse' end
        redis.call('DEL', task)
        for _, id in ipairs(redis.call('ZRANGE', transfers, 0, -1)) do redis.call('DEL', ARGV[1] .. id) end
        redis.call('DEL', transfers, open, ratings, zoo, feed, changes, removals)
        return 'Removed'
        """;

    public const string Register = Renew + """
        local task, agents, schema, registration, joined, follows = KEYS[6], KEYS[7], ARGV[7], ARGV[8], ARGV[9], ARGV[10]
        local expected = redis.call('HGET', task, 'schema')
        if not expected then return {'UnknownTask', '0', '0', 0} end
        if expected ~= schema then return {'WrongSchema', '0', '0', 0} end
        local isNew = redis.call('EXISTS', agent) == 0
        if follows ~= '' and tonumber(follows) ~= (isNew and -1 or tonumber(redis.call('ZSCORE', changes, name) or '0')) then return {'Moved', '0', '0', 0} end
        if isNew then
          redis.call('HSET', agent, 'registeredAt', now)
          redis.call('ZADD', agents, 0, name)
          redis.call('ZADD', leases, untilMs, name)
          redis.call('RPUSH', pending, joined)
        end
        redis.call('HSET', agent, 'registration', registration)
        local number, former, events = renew()
        return {isNew and 'Created' or 'Again', number, former, isNew and 1 or events}
        """;

    public const string RemoveAgent = """
        local agent, agents, leases, history, inbox, feed, changes, removals = unpack(KEYS)
        local name, keep, follows = ARGV[1], ARGV[2], ARGV[3]
        if redis.call('EXISTS', agent) == 0 then return {'Unknown', '0'} end
        if follows ~= '' and tonumber(follows) ~= tonumber(redis.call('ZSCORE', changes, name) or '0') then return {'Moved', '0'} end
        redis.call('DEL', agent)
        redis.call('ZREM', agents, name)
        redis.call('ZREM', leases, name)
        redis.call('DEL', history, inbox)
        local number = redis.call('HINCRBY', feed, 'number', 1)
        redis.call('ZADD', changes, number, name)
        redis.call('ZADD', removals, number, name)
        for _, old in ipairs(redis.call('ZRANGE', removals, 0, -keep - 1)) do
          local removed = redis.call('ZSCORE', removals, old)
          if redis.call('ZSCORE', changes, old) == removed then redis.call('ZREM', changes, old) end
          redis.call('ZREM', removals, old)
          redis.call('HSET', feed, 'forgotten', removed)
        end
        return {'Removed', string.format('%.0f', number)}
        """;

    // A feed without an epoch is that of a store that had none: all agents count as changed.
    public const string Changes = """
        local task, agents, feed, changes = unpack(KEYS)
        local epoch, after, limit, fresh = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
        if redis.call('EXISTS', task) == 0 then return {} end
        if redis.call('HEXISTS', feed, 'epoch') == 0 then
          redis.call('HSET', feed, 'epoch', fresh)
          for _, name in ipairs(redis.call('ZRANGE', agents, 0, -1)) do
            if not redis.call('ZSCORE', changes, name) then redis.call('ZADD', changes, redis.call('HINCRBY', feed, 'number', 1), name) end
          end
        end
        local now = redis.call('HMGET', feed, 'epoch', 'number', 'manifest', 'zoo', 'ratings', 'forgotten')
        if now[1] ~= epoch or tonumber(now[2] or 0) < after or tonumber(now[6] or 0) > after then after = 0 end
        local changed = {}
        if tonumber(now[2] or 0) > after then
          changed = redis.call('ZRANGEBYSCORE', changes, string.format('(%.0f', after), '+inf', 'WITHSCORES', 'LIMIT', 0, limit)
        end
        return {now[1], string.format('%.0f', after), now[2] or '0', now[3] or '0', now[4] or '0', now[5] or '0', changed}
        """;

    public const string RenewLease = Renew + """
        if redis.call('EXISTS', agent) == 0 then return {} end
        local number, former, events = renew()
        report(ARGV[7], ARGV[8])
        return {number, former, events}
        """;

    // Sequence numbers are compared as digits: a number of Lua holds 53 bits, they have 63.
    public const string PutProfile = Renew + """
        local profile, sequence, follows = ARGV[9], ARGV[10], ARGV[11]
        if redis.call('EXISTS', agent) == 0 then return {'UnknownAgent', '0', '0', '0', 0} end
        local before = redis.call('HMGET', agent, 'profile', 'sequence')
        local repeated = before[1] == profile
        local stands = before[2]
        if not repeated and stands and (#stands > #sequence or (#stands == #sequence and stands >= sequence)) then
          return {'Stale', stands, '0', '0', 0}
        end
        if not repeated and follows ~= '' and follows ~= (stands or '-1') then return {'Moved', stands or '0', '0', '0', 0} end
        local number, former, events = renew()
        report(ARGV[7], ARGV[8])
        if not repeated then redis.call('HSET', agent, 'profile', profile, 'sequence', sequence, 'profileAt', now) end
        return {repeated and 'Repeated' or 'Stored', sequence, number, former, events}
        """;

    public const string PutVitals = """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call('HSET', KEYS[1], 'vitals', ARGV[1])
        return 1
        """;

    public const string MarkLost = """
        local agent, leases, pending, name, lapsed, lost = KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2], ARGV[3]
        if redis.call('HGET', agent, 'leaseUntil') ~= lapsed then return 0 end
        if redis.call('ZREM', leases, name) == 0 then return 0 end
        redis.call('RPUSH', pending, lost)
        return 1
        """;

    public const string ChangeZoo = """
        local zoo, task, feed, id, body = KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2]
        if redis.call('EXISTS', task) == 0 then return 0 end
        for i = 3, #ARGV do redis.call('HDEL', zoo, ARGV[i]) end
        if id ~= '' then redis.call('HSET', zoo, id, body) end
        redis.call('HINCRBY', feed, 'zoo', 1)
        return 1
        """;

    public const string Recall = """
        local recalled, now, keep = KEYS[1], ARGV[1], ARGV[2]
        redis.call('INCR', KEYS[2])
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

    // An agent without an entry among the leases was lost; then this is its return. Every change takes the task's next number.
    private const string Renew = """
        local agent, leases, pending, feed, changes = unpack(KEYS, 1, 5)
        local name, now, untilTicks, seconds, untilMs, back = unpack(ARGV, 1, 6)
        local function renew()
          local events = 0
          if redis.call('ZADD', leases, untilMs, name) == 1 then events = redis.call('RPUSH', pending, back) end
          local former = redis.call('HGET', agent, 'change') or '0'
          local number = string.format('%.0f', redis.call('HINCRBY', feed, 'number', 1))
          redis.call('ZADD', changes, number, name)
          redis.call('HSET', agent, 'leaseUntil', untilTicks, 'leaseSeconds', seconds, 'change', number)
          return number, former, events
        end
        local function report(status, limits)
          if status == '' then return end
          local history = KEYS[6]
          local keep, budget, least, pointBytes, oldest, age = string.match(limits, '(%d+) (%d+) (%d+) (%d+) (%d+) (%d+)')
          redis.call('HSET', agent, 'status', status)
          local count = redis.call('RPUSH', history, now .. '\n' .. status)
          local share = math.floor(budget / (math.max(1, redis.call('ZCARD', leases)) * (#status + pointBytes)))
          keep = math.max(tonumber(least), math.min(tonumber(keep), share))
          if count > keep then redis.call('LTRIM', history, -keep, -1) end
          while string.match(redis.call('LINDEX', history, 0) or oldest, '^%d+') < oldest do redis.call('LPOP', history) end
          redis.call('PEXPIRE', history, age)
        end

        """;
}
