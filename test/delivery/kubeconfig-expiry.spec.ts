import { Scratch } from '@app/testing';
import { expect, it } from 'vitest';

const DAY = 86_400;

it.each([
  [90, ''],
  [13.5, 'The kubeconfig expires in 13 days'],
  [-0.5, 'The kubeconfig expires in -1 days'],
])('a kubeconfig of %s days', async (days, told) => {
  using scratch = new Scratch('deploy/scripts/operate');
  const claims = { exp: Math.floor(Date.now() / 1000 + days * DAY), sub: 'ÿþ?>~' };
  const token = ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'x'].join('.');
  scratch.write('config', JSON.stringify({ users: [{ user: { token } }] }));

  const ended = await scratch.run('deploy/scripts/operate/kubeconfig-expiry.sh', 'config');
  expect(ended).toMatchObject({
    status: 0,
    output: expect.stringMatching(told ? `^${told}` : /^$/) as string,
  });
});
