import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { EventStream, freePort, until } from '@app/testing';
import { expect, it } from 'vitest';

interface Event {
  sample: { numbers: number; nulls: number };
  verdict: { visits: number; twice: number; lost: number; kept: number };
}

it('the demonstration shows that no visit is lost or counted twice when Redis is killed, and leaves nothing behind', async () => {
  const port = await freePort();
  const panel = `http://127.0.0.1:${port}`;
  const demo = spawn('npm', ['run', 'demo'], {
    env: { IMAGE: 'minipokedex:dev', ...process.env, PORT: String(port) },
    detached: true,
    stdio: 'inherit',
  });
  try {
    await until('the panel answers', async () => (await fetch(panel)).ok, { timeout: 120_000 });
    const stream = await EventStream.open(`${panel}/events`);
    const shows = async (what: (event: Event) => boolean) => {
      for (;;) {
        const event = (await stream.next())!.data as Event;
        if (what(event)) return event;
      }
    };
    const press = async (button: string) => (await fetch(`${panel}/${button}`, { method: 'POST' })).status;

    await shows(({ sample }) => sample.numbers > 0);
    expect(await press('kill/redis')).toBe(200);
    await shows(({ sample, verdict }) => sample.nulls > 0 && verdict.kept > 0);
    expect(await press('heal/redis')).toBe(200);
    const { verdict } = await shows(({ sample, verdict: { kept } }) => sample.numbers > 0 && kept === 0);
    expect(verdict).toMatchObject({ twice: 0, lost: 0 });
    expect(await press('kill/nothing')).toBe(404);
    stream.leave();
  } finally {
    process.kill(-demo.pid!, 'SIGTERM');
    await once(demo, 'close');
  }
  const left = ['ps', '--all', '--quiet', '--filter=label=com.docker.compose.project=minipokedex-demo'];
  const containers = () => execFileSync('docker', left, { encoding: 'utf8' });
  await expect.poll(containers, { timeout: 60_000 }).toBe('');
}, 240_000);
