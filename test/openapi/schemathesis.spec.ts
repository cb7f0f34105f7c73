import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { seed, ServiceProcess, temporaryFolder } from '@app/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

const schemathesis = process.env['SCHEMATHESIS'] ?? 'schemathesis';
/** Of each operation. */
const EXAMPLES = 100;
/** A stream of counts lasts until the client leaves. */
const PATIENCE_S = 3;

let service: ServiceProcess;

beforeAll(async () => {
  service = await ServiceProcess.start({ DATA_DIR: '/dev/null/data' });
});
afterAll(() => service.end('SIGKILL'));

it('Schemathesis finds no answer that the document does not describe', async () => {
  const folder = temporaryFolder(onTestFinished);
  const options = [
    '--no-color',
    '--checks=all',
    `--seed=${seed}`,
    `--max-examples=${EXAMPLES}`,
    `--request-timeout=${PATIENCE_S}`,
    // It takes \p{L}, \p{M} and \p{N} for a few blocks, which are right in ASCII alone.
    '--generation-codec=ascii',
  ];
  const run = promisify(execFile)(schemathesis, ['run', `${service.url}/openapi.json`, ...options], {
    cwd: folder,
  });
  // Its exit status is 1 if it has found something, and its output says what and how to repeat it.
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  expect(stdout).toMatch(/No issues found/);
  expect(stdout).toMatch(/(\d+) selected \/ \1 total/);
});
