-- Visits the names given after `--` at random, and prints what wrk measured as one line of JSON.
local requests = {}

function init(names)
  math.randomseed(4)
  for i, name in ipairs(names) do
    requests[i] = wrk.format('GET', '/' .. name)
  end
  -- With one name wrk sends the same bytes without a call of Lua.
  wrk.path = '/' .. names[1]
  if #requests > 1 then
    request = function() return requests[math.random(#requests)] end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"perSecond":%f,"p50Ms":%f,"p99Ms":%f,"faults":%d}\n',
    summary.requests, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
