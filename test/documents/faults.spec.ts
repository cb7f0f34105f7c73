import { describe, expect, it } from 'vitest';
import { unknownFiles, unknownScripts, unknownSettings, unknownVerbs, unmarkedBlocks } from './faults.js';

const inShell = (commands: string, mark = '') => `Text.\n\n${mark}\n\n\`\`\`sh\n${commands}\n\`\`\`\n`;

describe('a verb that there is not', () => {
  it.each([
    ['Use `make tset`.', ['tset']],
    ['Use `make test tset`.', ['tset']],
    ['| `make tset` | it |', ['tset']],
    [inShell('cd x && make tset'), ['tset']],
    [inShell('make test # or make tset'), []],
    [inShell('make secrets ROTATE="not a verb"'), []],
    ['They make tset.', []],
  ])('is found in %j, and nothing else', (text, found) => {
    expect(unknownVerbs(text)).toEqual(found);
  });
});

describe('a script that there is not', () => {
  it.each([
    ['`npm run counts:exprot`', ['counts:exprot']],
    [inShell('npm run --silent counts:exprot > file'), ['counts:exprot']],
    ['`npm ci && npm start`, `npm run --silent counts:export`', []],
  ])('is found in %j, and nothing else', (text, found) => {
    expect(unknownScripts(text)).toEqual(found);
  });
});

describe('a setting that there is not', () => {
  it.each([
    ['`REDIS_HSOT`', ['REDIS_HSOT']],
    [inShell('DB_HSOT=localhost npm start'), ['DB_HSOT']],
    ['`REDIS_HOST`, `REDIS_PASSWORD_FILE`, `REDIS_PORT_ON_HOST`, `REDIS_…`, `NOT_FOUND`', []],
  ])('is found in %j, and nothing else', (text, found) => {
    expect(unknownSettings(text)).toEqual(found);
  });
});

describe('a file that there is not', () => {
  it.each([
    ['As in libs/none/src/none.ts.', ['libs/none/src/none.ts']],
    ['`deploy/none.yaml`: that is all.', ['deploy/none.yaml']],
    ['`libs/new.ts`:\n\n```ts\n```\n', []],
    ['libs/config/src/index.ts, `environments/<name>/file.yaml`, https://github.com/o/r/test/none.ts', []],
  ])('is found in %j, and nothing else', (text, found) => {
    expect(unknownFiles(text)).toEqual(found);
  });
});

describe('a block of commands', () => {
  it.each([
    ['', ['line 5']],
    ['<!-- needs: luck -->', ['line 3']],
    ['<!-- run by: test/no.spec.ts -->', ['line 3']],
    // It is there, but runs nothing that a document has.
    ['<!-- run by: test/documents/documents.spec.ts -->', ['line 3']],
    ['<!-- needs: a cluster -->', []],
    ['<!-- run by: test/process/first-minute.spec.ts -->', []],
  ])('with %j above it is found or not', (mark, found) => {
    expect(unmarkedBlocks(inShell('true', mark))).toEqual(found);
  });

  it('is found in a list too', () => {
    expect(unmarkedBlocks('- To do:\n\n  ```sh\n  true\n  ```\n')).toEqual(['line 3']);
    expect(unmarkedBlocks('- To do:\n\n  <!-- needs: GitHub -->\n\n  ```sh\n  true\n  ```\n')).toEqual([]);
  });
});
