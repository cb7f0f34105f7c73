import { describe, expect, it } from 'vitest';
import { migrationTable, pendingOf } from './migration.table.js';

describe('the table of migrations', () => {
  it('tells what ran now, earlier, not yet, or by another build', () => {
    const table = migrationTable({
      known: ['Create1', 'Seed2', 'Extend3'],
      before: ['Create1', 'Later4'],
      after: ['Create1', 'Later4', 'Seed2'],
    });

    expect(table).toBe(
      [
        'migration | state   | when',
        '----------+---------+-----------------',
        'Create1   | applied | earlier',
        'Seed2     | applied | this run',
        'Extend3   | pending |',
        'Later4    | applied | by another build',
        '',
      ].join('\n'),
    );
  });

  it('has what was reverted as pending since this run', () => {
    const table = migrationTable({ known: ['Create1'], before: ['Create1'], after: [] });

    expect(table).toContain('Create1   | pending | this run');
  });
});

describe('what is pending', () => {
  it('is what this build has and the database has not', () => {
    expect(pendingOf({ known: ['Create1', 'Seed2'], before: [], after: ['Create1', 'Later4'] })).toEqual([
      'Seed2',
    ]);
  });
});
