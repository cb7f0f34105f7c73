import { describe, expect, it } from 'vitest';
import { surplusOf } from './service.grants.js';

const wanted = new Map([['`s`.`pokemon`', new Set(['SELECT'])]]);
const revocationsOf = (grant: string) => surplusOf(grant, wanted)?.revocations;

describe('a line of SHOW GRANTS', () => {
  it.each([
    'GRANT USAGE ON *.* TO `u`@`%`',
    'GRANT SELECT ON `s`.`pokemon` TO `u`@`%`',
    'REVOKE SELECT ON `mysql`.* FROM `u`@`%`',
  ])('holds nothing beyond what is wanted: %s', (grant) => {
    expect(revocationsOf(grant)).toBeUndefined();
  });

  it.each([
    [
      'GRANT SELECT, INSERT, DELETE ON `s`.`pokemon` TO `u`@`%`',
      ['REVOKE INSERT, DELETE ON `s`.`pokemon` FROM `u`@`%`'],
    ],
    [
      'GRANT SELECT, SELECT (`id`, `name`), UPDATE (`type`) ON `s`.`pokemon` TO `u`@`%`',
      ['REVOKE SELECT (`id`, `name`), UPDATE (`type`) ON `s`.`pokemon` FROM `u`@`%`'],
    ],
    [
      'GRANT SELECT ON `s`.`pokemon` TO `u`@`%` WITH GRANT OPTION',
      ['REVOKE GRANT OPTION ON `s`.`pokemon` FROM `u`@`%`'],
    ],
    ['GRANT USAGE ON *.* TO `u`@`%` WITH GRANT OPTION', ['REVOKE GRANT OPTION ON *.* FROM `u`@`%`']],
    ['GRANT SELECT ON `s`.`pokemon2` TO `u`@`%`', ['REVOKE SELECT ON `s`.`pokemon2` FROM `u`@`%`']],
    ['GRANT ALL PRIVILEGES ON `s`.* TO `u`@`%`', ['REVOKE ALL PRIVILEGES ON `s`.* FROM `u`@`%`']],
    ['GRANT EXECUTE ON PROCEDURE `s`.`p` TO `u`@`%`', ['REVOKE EXECUTE ON PROCEDURE `s`.`p` FROM `u`@`%`']],
    ['GRANT `r`@`%`,`q`@`%` TO `u`@`%` WITH ADMIN OPTION', ['REVOKE `r`@`%`,`q`@`%` FROM `u`@`%`']],
  ])('is undone as far as it goes beyond: %s', (grant, revocations) => {
    expect(revocationsOf(grant)).toEqual(revocations);
  });

  it('keeps what is wanted when all privileges are held on its table', () => {
    const [revocation] = revocationsOf('GRANT ALL PRIVILEGES ON `s`.`pokemon` TO `u`@`%`') ?? [];

    expect(revocation).toMatch(/^REVOKE ALTER, .*DROP, .*UPDATE ON `s`\.`pokemon` FROM `u`@`%`$/);
    expect(revocation).not.toContain('SELECT');
  });
});
