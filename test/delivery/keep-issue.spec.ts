import { describe, expect, it } from 'vitest';
import { useCopy } from './copy.fixture.js';

const scratch = useCopy('.github/scripts');

/** What is done on a GitHub with that issue open, if any. */
async function keep(open: string, text: string): Promise<string[]> {
  scratch.command('gh', `[ "$2" = list ] && echo '${open}' || echo "$*" >>done`);
  scratch.write('done', '');
  scratch.write('body.md', text);
  const words = ['GH_REPO=a/b', '.github/scripts/keep-issue.sh', 'drift', 'It differs', 'body.md'];
  expect(await scratch.run('env', ...words)).toMatchObject({ status: 0 });
  return scratch.read('done').split('\n').filter(Boolean);
}

describe('keep-issue.sh', () => {
  it('opens an issue for a difference', async () => {
    expect(await keep('', '- a\n+ b\n')).toEqual([
      'label create drift --force',
      'issue create --title It differs --label drift --body-file body.md',
    ]);
  });

  it('rewrites the one that is open', async () => {
    expect(await keep('7', '- a\n+ c\n')).toEqual(['issue edit 7 --body-file body.md']);
  });

  it('closes it when nothing differs', async () => {
    expect(await keep('7', '')).toEqual([expect.stringMatching(/^issue close 7 /)]);
    expect(await keep('', '')).toEqual([]);
  });
});
