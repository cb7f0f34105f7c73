import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort, OtlpReceiver } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const run = promisify(execFile);
let collector: OtlpReceiver;
let container: string;

beforeAll(async () => {
  collector = await OtlpReceiver.start();
});
afterEach(() => run('docker', ['rm', '--force', container]));
afterAll(() => collector.stop());

describe('the image with tracing on', () => {
  it('has all that it takes, and sends the spans of a visit', async () => {
    const port = await freePort();
    const settings = { PORT: port, METRICS_PORT: await freePort(), ...collector.environment };
    const environment = Object.entries(settings).map(([name, value]) => `--env=${name}=${value}`);
    const image = process.env['IMAGE'] ?? 'minipokedex:dev';
    const { stdout } = await run('docker', ['run', '--detach', '--network=host', ...environment, image]);
    container = stdout.trim();
    await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/charmander`), { timeout: 15_000 });
    const names = () => collector.spans.map(({ name }) => name);
    await vi.waitFor(() => expect(names()).toEqual(expect.arrayContaining(['GET /:name', 'count visit'])), {
      timeout: 5000,
    });
  });
});
