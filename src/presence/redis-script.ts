/**
 * One report, applied whole. Redis runs nothing beside it, and its clock is the one that counts.
 *
 * Under KEYS[1] and a colon: `nodes` (until when each counts as alive), `users` (on how many nodes each user is),
 * `on:NODE` (its users), `away:NODE` (users without a client, until when they may come back, of whom that node tells;
 * without a name: whoever reports next), `gone` (nodes that have died, and until when their users may come back), `owners`
 * (that node by user), `answers` (its last one by node), `generation`, `beat` (when any node has reported last) and
 * `restoring`. All of it goes a day after the last report. A thousand users are handled at a time: Redis has other work.
 */
export const REPORT_SCRIPT = `
local prefix = KEYS[1] .. ':'
local r = cjson.decode(ARGV[1])
local lease, node = r.leaseMs, r.node
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local NODES, USERS, OWNERS, ANSWERS = prefix .. 'nodes', prefix .. 'users', prefix .. 'owners', prefix .. 'answers'
local ON, AWAY, GONE = prefix .. 'on:', prefix .. 'away:', prefix .. 'gone'
local MOST = 1000

local generation = redis.call('GET', prefix .. 'generation')
if not generation then
  generation = r.newGeneration
  redis.call('SET', prefix .. 'generation', generation)
  -- The nodes of before have to say who is there before anyone can be said to be new.
  if r.generation ~= '' then redis.call('SET', prefix .. 'restoring', '1', 'PX', lease) end
end

local isKnown = redis.call('ZSCORE', NODES, node)
if not isKnown and r.number ~= '1' then return cjson.encode({ isLost = true, generation = generation }) end

-- Where no node has reported for long, Redis was away, and it is no fault of theirs.
local beat = tonumber(redis.call('GET', prefix .. 'beat') or now)
redis.call('SET', prefix .. 'beat', now)
if now - beat > lease / 2 then
  for _, each in ipairs(redis.call('ZRANGE', NODES, 0, -1)) do redis.call('ZADD', NODES, now + lease, each) end
end
redis.call('ZADD', NODES, now + lease, node)

-- It has got no answer, or not its own, and asks again: it is alive.
local known = isKnown and redis.call('HGET', ANSWERS, node)
if known and string.sub(known, 1, #r.number + 1) == r.number .. ' ' then return string.sub(known, #r.number + 2) end

local function leave(from, user, untilMs)
  if redis.call('SREM', ON .. from, user) == 0 then return end
  if redis.call('HINCRBY', USERS, user, -1) > 0 then return end
  redis.call('HDEL', USERS, user)
  redis.call('HSET', OWNERS, user, node)
  redis.call('ZADD', AWAY .. node, untilMs, user)
end

local function adopt(from)
  local away = redis.call('ZRANGE', AWAY .. from, 0, -1, 'WITHSCORES')
  for i = 1, #away, 2 do
    redis.call('HSET', OWNERS, away[i], node)
    redis.call('ZADD', AWAY .. node, away[i + 1], away[i])
  end
  redis.call('DEL', AWAY .. from)
end

local online, offline, held = {}, {}, {}
local restoring = redis.call('EXISTS', prefix .. 'restoring') == 1
for _, user in ipairs(r.came) do
  if redis.call('SADD', ON .. node, user) == 1 then
    local owner = redis.call('HGET', OWNERS, user)
    local isNew = redis.call('HEXISTS', USERS, user) == 0 and not owner
    if isNew and restoring and not r.isRestoring then
      redis.call('SREM', ON .. node, user)
      held[#held + 1] = user
    else
      if owner then
        redis.call('ZREM', AWAY .. owner, user)
        redis.call('HDEL', OWNERS, user)
      end
      redis.call('HINCRBY', USERS, user, 1)
      if isNew and not r.isRestoring then online[#online + 1] = user end
    end
  end
end
for _, user in ipairs(r.left) do leave(node, user, now + r.graceMs) end

local nextMs
if r.isLast then
  for _, user in ipairs(redis.call('SMEMBERS', ON .. node)) do leave(node, user, now + r.graceMs) end
  local away = redis.call('ZRANGE', AWAY .. node, 0, -1, 'WITHSCORES')
  for i = 1, #away, 2 do
    redis.call('HSET', OWNERS, away[i], '')
    redis.call('ZADD', AWAY, away[i + 1], away[i])
  end
  redis.call('DEL', AWAY .. node, ON .. node)
  redis.call('ZREM', NODES, node)
  redis.call('HDEL', ANSWERS, node)
else
  -- Nodes that have gone: their users have had their time since they were last heard of.
  local late = redis.call('ZRANGEBYSCORE', NODES, '-inf', now, 'WITHSCORES')
  for i = 1, #late, 2 do
    redis.call('ZADD', GONE, math.max(now, late[i + 1] - lease * 3 / 4 + r.graceMs), late[i])
    redis.call('ZREM', NODES, late[i])
    redis.call('HDEL', ANSWERS, late[i])
  end
  local gone = redis.call('ZRANGE', GONE, 0, -1, 'WITHSCORES')
  local most = MOST
  for i = 1, #gone, 2 do
    if most <= 0 then break end
    local some = redis.call('SRANDMEMBER', ON .. gone[i], most)
    for _, user in ipairs(some) do leave(gone[i], user, gone[i + 1]) end
    most = most - #some
    if redis.call('EXISTS', ON .. gone[i]) == 0 then
      adopt(gone[i])
      redis.call('ZREM', GONE, gone[i])
    end
  end
  adopt('')
  for _, user in ipairs(redis.call('ZRANGEBYSCORE', AWAY .. node, '-inf', now, 'LIMIT', 0, MOST)) do
    redis.call('ZREM', AWAY .. node, user)
    redis.call('HDEL', OWNERS, user)
    offline[#offline + 1] = user
  end
  local first = redis.call('ZRANGE', AWAY .. node, 0, 0, 'WITHSCORES')
  if first[2] then nextMs = math.max(0, first[2] - now) end
  if redis.call('EXISTS', GONE) == 1 then nextMs = 0 end
end

local answer = cjson.encode({
  isLost = false, generation = generation, online = online, offline = offline, held = held, nextMs = nextMs
})
if not r.isLast then redis.call('HSET', ANSWERS, node, r.number .. ' ' .. answer) end
for _, key in ipairs({ NODES, USERS, OWNERS, ANSWERS, ON .. node, AWAY .. node, AWAY, GONE, prefix .. 'generation', prefix .. 'beat' }) do
  redis.call('EXPIRE', key, 86400)
end
return answer
`;
