import { cpSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, ServiceProcess, temporaryFolder } from '@app/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

const bundle = 'dist/bundle';
const blob = 'main/main.cjs.blob';

interface Run {
  service: ServiceProcess;
  /** Labels of the metric of the build. */
  labels: string;
  /** When the process started, as the metrics have it, in seconds. */
  startedAt: number;
  requestId: string | null;
}

async function run(folder: string, environment: NodeJS.ProcessEnv = {}): Promise<Run> {
  const metricsPort = await freePort();
  const service = await ServiceProcess.start(
    {
      LOG_FORMAT: 'json',
      METRICS_PORT: String(metricsPort),
      DATA_DIR: temporaryFolder(onTestFinished),
      ...environment,
    },
    { command: [process.execPath, join(folder, 'start/start.cjs')] },
  );
  onTestFinished(async () => void (await service.end('SIGKILL')));
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return {
    service,
    labels: /^minipokedex_build_info\{(.*)\} 1$/m.exec(metrics)![1]!,
    startedAt: Number(/^process_start_time_seconds (\d+)$/m.exec(metrics)![1]),
    requestId: (await service.get('/charmander')).headers.get('x-request-id'),
  };
}

describe('a start from the snapshot', () => {
  it('has the time, the randomness and the variables of the run', async () => {
    const before = Math.floor(Date.now() / 1000);
    const first = await run(bundle, { LOG_LEVEL: 'debug' });
    const second = await run(bundle, { BUILD_REVISION: 'of-the-run' });
    expect(first.labels).toContain('snapshot="true"');
    expect(first.startedAt).toBeGreaterThanOrEqual(before);
    expect(second.labels).toContain('revision="of-the-run"');
    expect(second.requestId).not.toBe(first.requestId);
    const { code, output } = await first.service.end('SIGTERM');
    expect(code).toBe(0);
    expect(output).toContain('"level":"debug"');
    for (const line of output.trim().split('\n'))
      expect(Date.parse((JSON.parse(line) as { time: string }).time)).toBeGreaterThanOrEqual(before * 1000);
  });

  it('logs readable lines', async () => {
    const { service } = await run(bundle, { LOG_FORMAT: 'pretty' });
    expect((await service.end('SIGTERM')).output).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: version /m);
  });
});

describe('a snapshot that Node refuses or crashes over', () => {
  it.each([
    ['damaged', spoil, 'is damaged, or of another Node.js'],
    ['cut short', (file: string) => truncateSync(file, 1000), 'is damaged, or of another Node.js'],
    [
      'of another Node.js',
      (file: string) => writeFileSync(`${file}.crc32`, '1'),
      'is damaged, or of another Node.js',
    ],
    ['missing', (file: string) => rmSync(file), "can't be read (ENOENT)"],
  ])('is passed by when it is %s, which is logged and a metric', async (_, change, reason) => {
    const folder = temporaryFolder(onTestFinished);
    await mkdir(join(folder, 'dist'));
    cpSync(bundle, join(folder, bundle), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    await change(join(folder, bundle, blob));
    const { service, labels } = await run(join(folder, bundle));
    expect(labels).toContain('snapshot="false"');
    expect(await service.visit('charmander')).toBe(2);
    const { code, output } = await service.end('SIGTERM');
    expect(code).toBe(0);
    expect(output).toContain(`main.cjs.blob ${reason}: starting without it`);
  });
});

/** Changes one bit, where V8 would not notice it before it is too late. */
async function spoil(blobFile: string): Promise<void> {
  const file = await open(blobFile, 'r+');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 5_000_000);
  await file.write(Buffer.of(buffer[0]! ^ 1), 0, 1, 5_000_000);
  await file.close();
}
