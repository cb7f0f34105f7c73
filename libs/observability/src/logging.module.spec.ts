import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** What an application logs, from its start to `process.exit`: run apart, since pino writes past `process.stdout`. */
const application = `
  import { Logger } from '@nestjs/common';
  import { NestFactory } from '@nestjs/core';
  import { Logger as PinoLogger } from 'nestjs-pino';
  import { LoggingModule } from './logging.module.ts';

  const [logLevel, logFormat] = process.argv.slice(1);
  const root = { module: class {}, imports: [LoggingModule.forRoot({ service: { logLevel, logFormat }, tracing: false })] };
  const app = await NestFactory.createApplicationContext(root, { bufferLogs: true });
  app.useLogger(app.get(PinoLogger));

  const logger = new Logger('Sample');
  const error = Object.assign(new Error('failed', { cause: new Error('deeper') }), { code: 'E1', sql: 's3cret' });
  logger.debug('detail');
  logger.log('plain');
  logger.log({ requestId: 'r1', status: 200 }, 'with fields');
  logger.error(error);
  logger.error({ requestId: 'r2', err: error }, 'with an error');
  logger.error({ err: null }, 'with no error');
  for (let line = 0; line < 1000; line++) logger.log('filler');
  logger.fatal('the last line');
  process.exit(0);
`;

/** The same as JavaScript: Node.js runs no decorators. */
let program: string;

beforeAll(async () => {
  const bundle = await build({
    input: 'application',
    external: /^(node:|@nestjs\/|nestjs-pino|pino)/,
    tsconfig: 'tsconfig.json',
    write: false,
    output: { codeSplitting: false },
    plugins: [
      {
        name: 'application',
        resolveId: (id) => (id === 'application' ? `${import.meta.dirname}/application.ts` : undefined),
        load: (id) => (id.endsWith('/application.ts') ? application : undefined),
      },
    ],
  });
  program = bundle.output[0].code;
});

async function output(logLevel: string, logFormat: string): Promise<string> {
  const options = ['--input-type=module', '--eval', program, logLevel, logFormat];
  return (await run(process.execPath, options)).stdout;
}

async function lines(logLevel: string): Promise<Record<string, unknown>[]> {
  const text = await output(logLevel, 'auto');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('LoggingModule', { timeout: 20_000 }, () => {
  it('logs JSON lines with level, time, context and message, the fields of an object among them', async () => {
    const logged = await lines('info');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(logged).toContainEqual({ level: 'info', time, context: 'Sample', msg: 'plain' });
    expect(logged).toContainEqual({
      level: 'info',
      time,
      context: 'Sample',
      requestId: 'r1',
      status: 200,
      msg: 'with fields',
    });
    expect(logged).not.toContainEqual(expect.objectContaining({ msg: 'detail' }));
  });

  it("logs an error's stack and cause, but nothing that a driver attached", async () => {
    const logged = await lines('error');
    const err = {
      type: 'Error',
      message: 'failed: deeper',
      code: 'E1',
      stack: expect.stringMatching(/^Error: failed\n +at .*caused by: Error: deeper/s),
    };
    expect(logged).toMatchObject([
      { level: 'error', context: 'Sample', err, msg: 'failed' },
      { level: 'error', context: 'Sample', requestId: 'r2', err, msg: 'with an error' },
      { level: 'error', context: 'Sample', err: null, msg: 'with no error' },
      { level: 'fatal', msg: 'the last line' },
    ]);
    expect(JSON.stringify(logged)).not.toContain('s3cret');
  });

  it('logs nothing when it is silent', async () => {
    expect(await output('silent', 'json')).toBe('');
  });

  it('logs readable lines where they are wanted, to the last one before the process exits', async () => {
    const text = await output('info', 'pretty');
    expect(text).toMatch(/INFO: with fields \{"context":"Sample","requestId":"r1","status":200\}/);
    expect(text.match(/INFO: filler/g)).toHaveLength(1000);
    expect(text).toMatch(/FATAL: the last line.*\n$/);
  });
});
