import { hash } from 'node:crypto';
import type { RedisSettings } from '@app/config';
import { type RedisClient, writeConfirmed } from './redis.client.js';
import { REDIS_LIMITS } from './redis.limits.js';

/**
 * Adds a batch of visits, once however often it is sent. Redis runs it as one command.
 *
 * KEYS: the hash of counts; the record of the lane that sends the batch. ARGV: the batch's number in its lane; the
 * record's lifetime in seconds; as JSON the names, the visits of each, and the floor of each. A total that was below the
 * floor means that Redis was emptied or replaced, and goes on from the floor; so does one that is no number of visits,
 * which somebody else wrote. Returns the new totals in the order of the names, separated by spaces.
 *
 * A lane sends its next batch only after the reply to this one, so that one record reveals every repetition: the client
 * sessions of D. Ongaro, "Consensus: Bridging Theory and Practice", section 6.3. An older batch was answered as well: it
 * arrives late, over a connection that was given up, and nobody reads its reply. A repetition touches the record, which
 * makes it a write too. Lua's numbers are exact up to 2^53, but print so only with a format.
 */
export const countScript = `
local record = redis.call('GET', KEYS[2])
if record then
  local number, answer = string.match(record, '^(%d+):(.*)$')
  if tonumber(number) >= tonumber(ARGV[1]) then
    redis.call('EXPIRE', KEYS[2], ARGV[2])
    return answer
  end
end
local names, visits, floors = unpack(cjson.decode(ARGV[3]))
local counts = redis.call('HMGET', KEYS[1], unpack(names))
local totals, fields = {}, {}
for i, name in ipairs(names) do
  local total = tonumber(string.match(counts[i] or '', '^%d+$')) or 0
  if total > ${Number.MAX_SAFE_INTEGER} then total = 0 end
  totals[i] = string.format('%.0f', math.max(total, floors[i]) + visits[i])
  fields[2 * i - 1], fields[2 * i] = name, totals[i]
end
redis.call('HSET', KEYS[1], unpack(fields))
local answer = table.concat(totals, ' ')
redis.call('SET', KEYS[2], ARGV[1] .. ':' .. answer, 'EX', ARGV[2])
return answer
`;

const SHA = hash('sha1', countScript);

/**
 * Runs the script that counts, once.
 *
 * @param keys of the counts and of the lane
 * @param number the batch's number in its lane
 * @param entries as JSON the names, the visits of each, and the floor of each
 * @returns the totals of the names, separated by spaces
 * @throws Error if Redis refuses it, or too few replicas confirm it in time
 */
export async function countVisits(
  client: RedisClient,
  redis: RedisSettings,
  keys: readonly [counts: string, lane: string],
  number: number,
  entries: string,
): Promise<string> {
  const args = [2, ...keys, number, REDIS_LIMITS.recordLifetimeS, entries] as const;
  try {
    return (await writeConfirmed(client, redis, ['evalsha', SHA, ...args])) as string;
  } catch (error) {
    if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
    // With its WAIT, and so not by a custom command of ioredis, which would send the script alone, after the WAIT.
    return (await writeConfirmed(client, redis, ['eval', countScript, ...args])) as string;
  }
}
