import { describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { useEnvironment } from './harness/environment.fixture.js';

/** Longest wait while Redis refuses, in milliseconds: one deadline (250) for a visit on its way, and a busy machine's slack. */
const ONE_DEADLINE_MS = 1000;

/** Microseconds that Redis is made to spend on each command of its file while it loads it. */
const LOAD_DELAY_US = 1000;

/** Brings a key to a number by single commands, so that its file takes a while to load. */
const FILL = `for _ = redis.call('GET', KEYS[1]) or 0, ARGV[1] do redis.call('INCR', KEYS[1]) end`;

const { degraded, rounds } = formOf('refusingRedis');

interface Refusal {
  what: string;
  begin: () => Promise<unknown>;
  end: () => Promise<unknown>;
  /** What a person finds in the log. */
  log: RegExp;
}

const fixture = useEnvironment('--key-load-delay', String(LOAD_DELAY_US));

const cli = (...command: string[]) => fixture.redis.exec('redis-cli', '-e', ...command);

const refusals: Refusal[] = [
  {
    what: 'is out of memory',
    begin: () => cli('CONFIG', 'SET', 'maxmemory', '1'),
    end: () => cli('CONFIG', 'SET', 'maxmemory', '0'),
    log: /"level":"warn".*OOM/,
  },
  {
    what: 'is a read-only replica',
    begin: () => cli('REPLICAOF', '127.0.0.1', '1'),
    end: () => cli('REPLICAOF', 'NO', 'ONE'),
    log: /"level":"warn".*READONLY/,
  },
  {
    what: 'has no replica within reach',
    begin: () => cli('CONFIG', 'SET', 'min-replicas-to-write', '1'),
    end: () => cli('CONFIG', 'SET', 'min-replicas-to-write', '0'),
    log: /"level":"warn".*NOREPLICAS/,
  },
  {
    what: 'has another password',
    begin: async () => {
      await cli('CONFIG', 'SET', 'requirepass', 'rotated');
      await cli('-a', 'rotated', 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    },
    end: () => cli('-a', 'rotated', 'CONFIG', 'SET', 'requirepass', ''),
    log: /"level":"warn".*NOAUTH/,
  },
  {
    what: 'loads its file',
    begin: async () => {
      await cli('EVAL', FILL, '1', 'filler', String(degraded));
      await fixture.redis.kill();
      await fixture.redis.restart();
    },
    end: async () => {},
    log: /"level":"warn".*redis/,
  },
];

describe('Redis that refuses', () => {
  it.each(refusals)(
    'because it $what: visitors wait one deadline at most, the log says why, it heals by itself, no visit is lost',
    async ({ what, begin, end, log }) => {
      const { environment } = fixture;
      await environment.startService();
      const load = environment.startLoad();
      let slowestDegraded = 0;
      for (let round = 0; round < rounds; round++) {
        await load.answered(1000);
        const before = environment.ledger.nulls;
        await begin();
        await load.until(() => environment.ledger.nulls > before + 64, 'degraded answers');
        const slowest = load.slowestMs;
        load.slowestMs = 0;
        await load.until(() => environment.ledger.nulls > before + degraded, `${degraded} degraded answers`);
        slowestDegraded = Math.max(slowestDegraded, load.slowestMs);
        load.slowestMs = Math.max(slowest, load.slowestMs);
        await end();
        await load.answered(100);
      }
      const outcome = await environment.verify(`Redis ${what}, ${rounds} times`);
      expect(outcome.faults).toEqual([]);
      expect(outcome.log).toMatch(log);
      expect(slowestDegraded).toBeLessThan(ONE_DEADLINE_MS);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
