-- Take the conversation's lock, or stand in its queue.
-- KEYS: holder, queue. ARGV: token, lease in ms, the caller's patience in ms. Returns 1 when the lock is the caller's.
-- A place in the queue is "deadline token": who died waiting is passed over once its deadline is gone.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then
  return 1 -- granted by the one before
end
local place = redis.call('LINDEX', KEYS[2], 0)
while place and tonumber(string.match(place, '^%d+')) < now do
  redis.call('LPOP', KEYS[2])
  place = redis.call('LINDEX', KEYS[2], 0)
end
if not holder and (not place or string.match(place, ' (.+)$') == ARGV[1]) then
  if place then
    redis.call('LPOP', KEYS[2])
  end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
end
for _, waiting in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  if string.match(waiting, ' (.+)$') == ARGV[1] then
    return 0
  end
end
redis.call('RPUSH', KEYS[2], string.format('%.0f', now + ARGV[3]) .. ' ' .. ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[3] * 2)
return 0
