import { serviceGrants } from '@app/migrations';
import { ScratchSchema } from '@app/testing';
import type { Connection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { runInMemory } from '../testing/run.in.memory.js';

describe("the privileges of the service's user", () => {
  let schema: ScratchSchema;
  let service: Connection;

  beforeEach(async () => {
    schema = await ScratchSchema.create(inject('mysqlPort'));
    await up();
    service = await schema.connectAsService();
  });

  afterEach(async () => {
    service.destroy();
    await schema.drop();
  });

  const up = () => runInMemory(['migrate', 'up'], { environment: schema.environment });
  const grant = (what: string, more = '') =>
    schema.query(`GRANT ${what} TO '${schema.serviceUser}'@'%' ${more}`);
  const grants = async () => {
    const rows = await schema.query<Record<string, string>>(`SHOW GRANTS FOR '${schema.serviceUser}'@'%'`);
    return rows.flatMap((row) => Object.values(row)).map((line) => line.replace(/ TO .*?`@`%`/, ''));
  };
  const exactly = () => [
    'GRANT USAGE ON *.*',
    ...serviceGrants
      .toSorted((a, b) => (a.table < b.table ? -1 : 1))
      .map(({ table, privileges }) => `GRANT ${privileges.join(', ')} ON \`${schema.name}\`.\`${table}\``),
  ];

  it('are exactly those it needs', async () => {
    expect(await grants()).toEqual(exactly());
  });

  it.each([
    'SELECT * FROM pokemon',
    'SELECT * FROM migrations',
    'SELECT * FROM counter_snapshot',
    "INSERT INTO counter_snapshot VALUES ('mew', 18446744073709551615, NOW()) ON DUPLICATE KEY UPDATE count = 1",
    'UPDATE counter_snapshot SET count = 2',
  ])('allow %s', async (sql) => {
    await expect(service.query(sql)).resolves.toBeDefined();
  });

  it.each([
    'DROP TABLE pokemon',
    'DELETE FROM pokemon',
    "INSERT INTO pokemon VALUES (152, 'chikorita', 'planta')",
    "UPDATE pokemon SET type = 'agua'",
    'ALTER TABLE pokemon ADD COLUMN x INT',
    'TRUNCATE TABLE counter_snapshot',
    'DELETE FROM counter_snapshot',
    'DELETE FROM migrations',
    "INSERT INTO migrations (timestamp, name) VALUES (1, 'x')",
    'CREATE TABLE mine (id INT)',
    'CREATE SCHEMA mine',
    'CREATE USER mine',
    'SELECT * FROM mysql.user',
  ])('refuse %s', async (sql) => {
    await expect(service.query(sql)).rejects.toMatchObject({ code: expect.stringMatching(/DENIED/) });
  });

  it.each([
    ['more on its tables', () => grant(`DELETE, DROP ON ${schema.name}.pokemon`)],
    ['all on one of its tables', () => grant(`ALL ON ${schema.name}.pokemon`, 'WITH GRANT OPTION')],
    ['all on the schema', () => grant(`ALL ON ${schema.name}.*`, 'WITH GRANT OPTION')],
    ['a column', () => grant(`SELECT (id), UPDATE (type) ON ${schema.name}.pokemon`)],
  ])('lose %s, without a query failing meanwhile', async (_, tooMuch) => {
    await tooMuch();
    const ended = new AbortController();
    const queries = (async () => {
      while (!ended.signal.aborted) await service.query('SELECT id FROM pokemon LIMIT 1');
    })();
    expect(await up()).toMatchObject({ code: 0 });
    ended.abort();

    await expect(queries).resolves.toBeUndefined();
    expect(await grants()).toEqual(exactly());
  });

  it('lose a column hidden behind all of its table', async () => {
    await grant(`UPDATE (type) ON ${schema.name}.pokemon`);
    await grant(`ALL ON ${schema.name}.pokemon`);
    expect(await up()).toMatchObject({ code: 0 });

    expect(await grants()).toEqual(exactly());
  });

  it.each(['PROCESS, SELECT ON *.*', 'BACKUP_ADMIN ON *.*', 'SELECT ON mysql.*'])(
    'lose %s',
    async (tooMuch) => {
      await grant(tooMuch, 'WITH GRANT OPTION');
      expect(await up()).toMatchObject({ code: 0 });

      expect(await grants()).toEqual(exactly());
    },
  );

  it('come back when they were taken away', async () => {
    await schema.query(`REVOKE ALL PRIVILEGES, GRANT OPTION FROM '${schema.serviceUser}'@'%'`);
    expect(await up()).toMatchObject({ code: 0 });

    expect(await grants()).toEqual(exactly());
  });

  it('fail the run, by name, if one is beyond the reach of the migration user', async () => {
    const role = `${schema.name}_r`;
    await schema.query(`CREATE ROLE ${role}`);
    await grant(role);
    const { code, stderr } = await up();
    await schema.query(`DROP ROLE ${role}`);

    expect(code).toBe(1);
    expect(stderr).toContain(`${schema.serviceUser} holds more than the service needs`);
    expect(stderr).toContain(`GRANT \`${role}\`@\`%\` TO`);
  });
});
