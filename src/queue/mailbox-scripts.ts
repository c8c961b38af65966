/** More than this many wait only when somebody plays with the buttons, or worse. */
const capacity = 50;
const poisonTries = 5;

/** Puts an update in once, by its id; over the capacity what may be dropped is, and it is noted that it was. */
export const putScript = `
if not redis.call('set', KEYS[1], '1', 'NX', 'EX', 3600) then return 'known' end
if ARGV[3] == '1' and redis.call('llen', KEYS[2]) >= ${capacity} then
  redis.call('set', KEYS[4], '1', 'EX', 600)
  return 'dropped'
end
redis.call('rpush', KEYS[2], ARGV[1])
redis.call('zadd', KEYS[3], 'NX', ARGV[4], ARGV[2])
return 'stored'`;

/** The head, while the turn is still ours; counts the try, and sets a poison letter aside, with whose it was. */
export const takeScript = `
if redis.call('get', KEYS[2]) ~= ARGV[1] then return {'lost'} end
local head = redis.call('lindex', KEYS[1], 0)
if not head then
  redis.call('zrem', KEYS[4], ARGV[2])
  redis.call('del', KEYS[3])
  if redis.call('getdel', KEYS[5]) then return {'slow'} end
  return {'empty'}
end
local tries = redis.call('incr', KEYS[3])
redis.call('expire', KEYS[3], 86400)
if tries > ${poisonTries} then
  redis.call('lpop', KEYS[1])
  redis.call('del', KEYS[3])
  redis.call('lpush', KEYS[6], '{"person":"' .. ARGV[2] .. '",' .. string.sub(head, 2))
  redis.call('ltrim', KEYS[6], 0, 999)
  return {'poison', head, tries}
end
return {'letter', head, tries}`;

/** Only what was handled is taken out, and only by whoever has the turn. */
export const dropScript = `
if redis.call('get', KEYS[2]) == ARGV[1] and redis.call('lindex', KEYS[1], 0) == ARGV[2] then
  redis.call('lpop', KEYS[1])
  redis.call('del', KEYS[3])
  redis.call('zadd', KEYS[4], 'XX', ARGV[3], ARGV[4])
  return 1
end
return 0`;

/** The try does not count; a counter that is gone stays gone. */
export const excuseScript = `
if (tonumber(redis.call('get', KEYS[1])) or 0) > 0 then redis.call('decr', KEYS[1]) end`;

/** Those who wait for longest; they count as waiting from now on, so that the next look takes others. */
export const forgottenScript = `
local people = redis.call('zrangebyscore', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, person in ipairs(people) do redis.call('zadd', KEYS[1], 'XX', ARGV[2], person) end
return people`;

/** A letter that was set aside goes back into its box, behind the others, if it still lies there. */
export const retryScript = `
if redis.call('lrem', KEYS[1], 1, ARGV[1]) == 0 then return 0 end
redis.call('rpush', KEYS[2], ARGV[2])
redis.call('zadd', KEYS[3], 'NX', ARGV[4], ARGV[3])
return 1`;
