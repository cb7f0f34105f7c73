import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type ScratchSchema, storeImages, temporaryFolder } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { migratedSchema } from '../../apps/admin/src/testing/migrated.schema.js';

const run = promisify(execFile);
const PASSWORD = "it's \\ #1";

const folder = temporaryFolder(afterAll);
const at = (...path: string[]) => join(folder, ...path);
const bucket = at('backup');
let schema: ScratchSchema;
let user: string;

interface Pod {
  user: string;
  password: string;
  keys?: string[];
  environment?: string[];
}

/** Runs a script of the chart with what its pod has, and returns all that it printed. */
async function script(name: string, pod: Pod): Promise<string> {
  rmSync(at('keys'), { recursive: true, force: true });
  mkdirSync(at('keys'));
  for (const key of pod.keys ?? []) writeFileSync(at('keys', key), readFileSync(at(key)), { mode: 0o644 });
  writeFileSync(at('password'), pod.password, { mode: 0o644 });
  const variables = [
    'MYSQL_HOST=127.0.0.1',
    `MYSQL_PORT=${schema.port}`,
    `MYSQL_DATABASE=${schema.name}`,
    `MYSQL_USER=${pod.user}`,
    'MYSQL_PASSWORD_FILE=/run/secrets/password',
    `BACKUP_USER=${user}`,
    ...(pod.environment ?? []),
  ];
  const mounts = [
    `${resolve('deploy/charts/backup/files')}:/scripts:ro`,
    `${bucket}:/backup`,
    `${at('password')}:/run/secrets/password:ro`,
    `${at('backup-password')}:/run/secrets/backup/password:ro`,
    `${at('recipients')}:/run/recipients:ro`,
    `${at('keys')}:/run/keys:ro`,
  ];
  const { stdout, stderr } = await run('docker', [
    'run',
    '--rm',
    '--network=host',
    '--user=999:999',
    '--read-only',
    '--label=minipokedex-test',
    '--tmpfs=/tmp:mode=1777',
    '--tmpfs=/scratch:mode=1777',
    `--entrypoint=/scripts/${name}`,
    ...mounts.map((mount) => `--volume=${mount}`),
    ...variables.map((variable) => `--env=${variable}`),
    storeImages.mysql,
  ]);
  return stdout + stderr;
}

const migrator = () => ({ user: schema.migrationUser, password: schema.migrationPassword });
const reader = () => ({ user, password: PASSWORD });
const drill = (keys = ['drill.key']) => script('drill.sh', { ...reader(), keys });

/** Makes a backup, the only one in the bucket, and returns its name. */
async function backUp(): Promise<string> {
  for (const file of readdirSync(bucket)) rmSync(join(bucket, file));
  const printed = await script('dump.sh', reader());
  const [name, ...others] = readdirSync(bucket);
  expect(printed).toContain(`${name}: `);
  expect(others).toEqual([]);
  return name!;
}

beforeAll(async () => {
  schema = await migratedSchema(inject('mysqlPort'));
  user = `backup_${schema.name}`.slice(0, 32);
  for (const path of ['backup', 'recipients']) mkdirSync(at(path));
  chmodSync(bucket, 0o777);
  chmodSync(folder, 0o755);
  for (const name of ['recovery', 'drill', 'other']) {
    const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    await run('openssl', ['req', '-x509', ...curve, '-nodes', '-subj', `/CN=${name}`, ...files]);
  }
  for (const name of ['recovery.crt', 'drill.crt']) renameSync(at(name), at('recipients', name));
  writeFileSync(at('backup-password'), PASSWORD, { mode: 0o644 });
  await script('create-user.sh', migrator());
}, 60_000);

afterAll(async () => {
  await schema.query("DROP USER IF EXISTS ?@'%'", [user]);
  await schema.drop();
});

beforeEach(() =>
  schema.query(
    "REPLACE INTO counter_snapshot (name, count, updated_at) VALUES ('mewtwo', 777, UTC_TIMESTAMP())",
  ),
);

const counted = async () =>
  (await schema.query<{ count: number }>("SELECT count FROM counter_snapshot WHERE name = 'mewtwo'"))[0]
    ?.count;

describe('a backup', { timeout: 60_000 }, () => {
  it('says nothing without a key, not to who wrote it either', async () => {
    const name = await backUp();
    const bytes = readFileSync(join(bucket, name)).toString('latin1');
    expect(bytes).not.toMatch(/mewtwo|CREATE TABLE/);
    // What gzip files begin with.
    expect(bytes).not.toContain('\u001F\u008B\u0008');
    await expect(drill(['other.key'])).rejects.toThrow(`no key here opens ${name}`);
  });

  it('is restored by the key that the cluster lacks', async () => {
    const name = await backUp();
    await schema.query('DROP TABLE counter_snapshot, migrations, pokemon');
    const environment = [`BACKUP=${name}`];
    const printed = await script('restore.sh', { ...migrator(), keys: ['recovery.key'], environment });
    expect(printed).toContain(`restored ${name}`);
    expect(await counted()).toBe(777);
  });

  it('that was changed changes nothing', async () => {
    const name = await backUp();
    const bytes = readFileSync(join(bucket, name));
    bytes[bytes.length - 200]! ^= 1;
    rmSync(join(bucket, name));
    writeFileSync(join(bucket, name), bytes, { mode: 0o644 });
    const environment = [`BACKUP=${name}`, 'OVERWRITE=yes'];
    const restore = script('restore.sh', { ...migrator(), keys: ['recovery.key'], environment });
    await expect(restore).rejects.toThrow(`no key here opens ${name}`);
    expect(await counted()).toBe(777);
  });
});

describe('a drill', { timeout: 60_000 }, () => {
  it('passes while visits are counted', async () => {
    const name = await backUp();
    await schema.query("UPDATE counter_snapshot SET count = 900 WHERE name = 'mewtwo'");
    await schema.query("REPLACE INTO counter_snapshot VALUES ('mew', 1, UTC_TIMESTAMP())");
    expect(await drill()).toMatch(new RegExp(String.raw`${name} restores: 1\d\d rows, 1 counts`));
  });

  it('finds rows and columns that are not what serves, and counts that went back', async () => {
    const name = await backUp();
    await schema.query("UPDATE pokemon SET type = 'none' WHERE id = 1");
    await schema.query('ALTER TABLE pokemon ADD COLUMN later int');
    await schema.query("UPDATE counter_snapshot SET count = 776 WHERE name = 'mewtwo'");
    const found = String(await drill().catch((error: unknown) => error));
    for (const difference of [
      `${name} differs from what serves`,
      'none',
      'later',
      'count of 6D657774776F: 777, now 776',
    ])
      expect(found).toContain(difference);
  });

  it('finds that there is no backup', async () => {
    rmSync(join(bucket, await backUp()));
    await expect(drill()).rejects.toThrow('the bucket has no backup that is new enough');
  });
});
