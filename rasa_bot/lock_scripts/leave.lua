-- Give the lock back, or leave the queue; hands the lock to the next in the queue and wakes its process.
-- KEYS: holder, queue. ARGV: token, lease in ms, prefix of the wake-up channels. A token is "process:number".
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  for _, waiting in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
    if string.match(waiting, ' (.+)$') == ARGV[1] then
      redis.call('LREM', KEYS[2], 1, waiting)
    end
  end
  return 0
end
local place = redis.call('LPOP', KEYS[2])
while place and tonumber(string.match(place, '^%d+')) < now do
  place = redis.call('LPOP', KEYS[2])
end
if not place then
  redis.call('DEL', KEYS[1])
  return 1
end
local token = string.match(place, ' (.+)$')
redis.call('SET', KEYS[1], token, 'PX', ARGV[2])
redis.call('PUBLISH', ARGV[3] .. string.match(token, '^[^:]+'), token)
return 1
