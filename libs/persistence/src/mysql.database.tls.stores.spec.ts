import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DockerServer, ROOT_PASSWORD, startMySql, temporaryFolder } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type OpenedPersistence, openPersistence } from './testing/persistence.fixture.js';

describe('a MySQL that takes encrypted connections only', () => {
  let server: DockerServer;
  const folder = temporaryFolder(afterAll);
  let opened: OpenedPersistence;

  beforeAll(async () => {
    server = await startMySql();
    await sql('CREATE SCHEMA s; CREATE TABLE s.pokemon (id INT, name VARCHAR(64), type VARCHAR(32))');
    await sql(
      "INSERT INTO s.pokemon VALUES (151, 'mew', 'psíquico'); SET GLOBAL require_secure_transport = ON",
    );
  });

  afterEach(() => opened.app.close());

  afterAll(async () => {
    await server.remove();
  });

  const sql = (statements: string) =>
    server.exec('mysql', '--default-character-set=utf8mb4', `-p${ROOT_PASSWORD}`, '-e', statements);
  const certify = async (name: string) => {
    const make = `openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=${name} -addext subjectAltName=DNS:${name}`;
    const files = '-keyout server-key.pem -out server-cert.pem && cp server-cert.pem ca.pem';
    await server.exec('bash', '-c', `cd /var/lib/mysql && ${make} ${files}`);
    await sql('ALTER INSTANCE RELOAD TLS');
    const path = join(folder, `${name}.pem`);
    await writeFile(path, await server.exec('cat', '/var/lib/mysql/ca.pem'));
    return path;
  };
  const open = async (tls: NodeJS.ProcessEnv) => {
    opened = await openPersistence({
      DB_HOST: 'localhost',
      DB_PORT: String(server.port),
      DB_NAME: 's',
      DB_USER: 'root',
      DB_PASSWORD: ROOT_PASSWORD,
      DB_TIMEOUT_MS: '1000',
      ...tls,
    });
  };
  /** To be polled: a check that ran too late gives no reason. */
  const refusal = async () => (await opened.database.check()).message;
  const mew = () => opened.find('mew');
  const fillPool = () => vi.waitFor(() => Promise.all(Array.from({ length: 20 }, mew)), 10_000);

  it('is not reached without encryption', async () => {
    await open({});

    await expect.poll(refusal).toMatch(/require_secure_transport|insecure transport/);
  });

  it('is reached if the authority given vouches for it', async () => {
    await open({ DB_TLS_CA: await certify('localhost') });

    await expect.poll(mew).toEqual({ id: 151, name: 'mew', type: 'psíquico' });
  });

  it('is not trusted if no authority vouches for it', async () => {
    await certify('localhost');
    await open({ DB_TLS: 'true' });

    await expect.poll(refusal).toMatch(/self-signed/);
  });

  it('is not trusted under a name that is not its own', async () => {
    await open({ DB_TLS_CA: await certify('mysql.example') });

    await expect.poll(refusal).toMatch(/altnames/);
  });

  it('is come back to after it was killed', async () => {
    await open({ DB_TLS_CA: await certify('localhost') });
    await fillPool();
    await server.kill();
    await vi.waitFor(() => expect(mew()).rejects.toThrow(/mysql is unavailable/), 10_000);
    await server.restart();

    await vi.waitFor(mew, { timeout: 10_000, interval: 50 });
  });

  it('is come back to after it was frozen', async () => {
    await open({ DB_TLS_CA: await certify('localhost') });
    await fillPool();
    await server.freeze();
    await expect(mew()).rejects.toThrow(/no answer/);
    await server.thaw();

    await vi.waitFor(mew, { timeout: 10_000, interval: 50 });
  });
});
