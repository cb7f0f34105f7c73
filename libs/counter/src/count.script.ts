/**
 * Adds a batch of visits, once however often it is sent. Redis runs it as one command.
 *
 * KEYS: the hash of counts; the record of the lane that sends the batch. ARGV: the batch's number in its lane; the
 * record's lifetime in seconds; then for each name the name, its visits, and its floor. A total that was below the
 * floor means that Redis was emptied or replaced, and goes on from the floor. Answers the new total of each name.
 *
 * A lane sends its next batch only when this one was answered, so that one record tells each repetition: the client
 * sessions of D. Ongaro, "Consensus: Bridging Theory and Practice", section 6.3. An earlier batch was answered too: it
 * comes late, out of a connection that was given up, and nobody reads what is said to it. A repetition touches the record, so
 * that it too is a write. Lua's numbers are exact up to 2^53, but print as such only when told to.
 */
export const countScript = `
local record = redis.call('GET', KEYS[2])
local totals = {}
if record then
  local number, answer = string.match(record, '^(%d+):(.*)$')
  if tonumber(number) >= tonumber(ARGV[1]) then
    redis.call('EXPIRE', KEYS[2], ARGV[2])
    for total in string.gmatch(answer, '%d+') do totals[#totals + 1] = tonumber(total) end
    return totals
  end
end
for i = 3, #ARGV, 3 do
  local visits, floor = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local total = redis.call('HINCRBY', KEYS[1], ARGV[i], visits)
  if total - visits < floor then
    total = redis.call('HINCRBY', KEYS[1], ARGV[i], floor - total + visits)
  end
  totals[#totals + 1] = total
end
local exact = {}
for i, total in ipairs(totals) do exact[i] = string.format('%.0f', total) end
redis.call('SET', KEYS[2], ARGV[1] .. ':' .. table.concat(exact, ' '), 'EX', ARGV[2])
return totals
`;
