/**
 * What runs on the server, as a whole or not at all. None of it knows what consent is: events are folded by the process that
 * appends, and `TAKE` only takes what was folded from what still stands. `PERSIST` changes nothing, as no key expires, and is
 * a write: a server that takes none does not know what the primary knows.
 *
 * KEYS: state, events, order; to `TAKE` also folds, where there are any: while a slot is moved, a cluster refuses commands that
 * have keys which are not there beside others that are.
 */

/** ARGV: the id of an event. Gives the state, its shape, the last event's id and time, and the event of that id. */
export const READ = `redis.call('PERSIST', KEYS[1])
local last = redis.call('ZRANGE', KEYS[3], -1, -1, 'WITHSCORES')
return {
  redis.call('GET', KEYS[1]) or '', redis.call('HGET', KEYS[2], '') or '',
  last[1] or '', last[2] or '', redis.call('HGET', KEYS[2], ARGV[1]) or ''
}`

/** ARGV: the id after which a page begins or '', how many. Gives the state, ids and events. */
export const PAGE = `redis.call('PERSIST', KEYS[1])
local from = 0
if ARGV[1] ~= '' then
  local rank = redis.call('ZRANK', KEYS[3], ARGV[1])
  if not rank then return { '', {}, {} } end
  from = rank + 1
end
local ids = redis.call('ZRANGE', KEYS[3], from, from + tonumber(ARGV[2]) - 1)
local events = {}
if #ids > 0 then events = redis.call('HMGET', KEYS[2], unpack(ids)) end
return { redis.call('GET', KEYS[1]) or '', ids, events }`

/**
 * ARGV: the state that was folded from, the number of its events, the state and the shape that were come to; the event's id,
 * time and text; 'late' or ''; where and what is told; then times and texts of folds. An event that is known is told to the
 * replicas again, for whoever waits for them.
 *
 * All keys are looked at before the first is written, so that one that is no key of ours fails it before anything stands.
 */
export const TAKE = `local state = redis.call('GET', KEYS[1]) or ''
local known = redis.call('HGET', KEYS[2], ARGV[5])
if known then
  if state ~= '' then redis.call('SET', KEYS[1], state) end
  return { 'known', state, known }
end
if state ~= ARGV[1] then return { 'changed' } end
local count = tonumber(ARGV[2])
local fields = count == 0 and 0 or count + 1
if KEYS[4] then redis.call('ZCARD', KEYS[4]) end
if redis.call('ZCARD', KEYS[3]) ~= count or redis.call('HLEN', KEYS[2]) ~= fields then return { 'torn' } end
redis.call('HSET', KEYS[2], ARGV[5], ARGV[7], '', ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[6], ARGV[5])
if KEYS[4] and ARGV[8] == 'late' then redis.call('ZREMRANGEBYSCORE', KEYS[4], ARGV[6], '+inf') end
for i = 11, #ARGV, 2 do redis.call('ZADD', KEYS[4], ARGV[i], ARGV[i + 1]) end
redis.call('SET', KEYS[1], ARGV[3])
redis.pcall('PUBLISH', ARGV[9], ARGV[10])
return { 'taken' }`

/**
 * KEYS: a state. ARGV: its other keys and a channel. Gives the first command that the user may not do, or ''; before Redis 7 it
 * cannot be known.
 */
export const MAY = `if not redis.acl_check_cmd then return '' end
local state, events, order, folds, channel = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local needed = {
  { 'persist', state }, { 'get', state }, { 'mget', state }, { 'set', state, '' },
  { 'hget', events, '' }, { 'hmget', events, '' }, { 'hlen', events }, { 'hset', events, '', '' },
  { 'zcard', order }, { 'zrank', order, '' }, { 'zrange', order, '0', '0' }, { 'zadd', order, '0', '' },
  { 'zcard', folds }, { 'zadd', folds, '0', '' }, { 'zremrangebyscore', folds, '0', '0' },
  { 'zrevrangebyscore', folds, '0', '0' }, { 'publish', channel, '' }
}
for _, each in ipairs(needed) do
  if not redis.acl_check_cmd(unpack(each)) then return each[1] end
end
return ''`
