import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ELSEWHERE } from '../../harness/cluster.js';
import { run } from '../../harness/command.js';
import type { Environment } from '../../harness/environment.js';

const FOLDER = '/data/backups/minipokedex-production';

/** A backup that is there already, from long ago. */
export const OLD = '2020-01-01T000000Z.sql.gz.cms';

const KEY = { id: 'key-of-tests', secret: 'secret-of-tests' };

interface ChartValues {
  rclone: { repository: string; tag: string };
}

/**
 * Starts an S3-compatible server outside the environment, with one old backup in it, and makes the Secrets of the backups.
 *
 * @param keys folder for the keys that open a backup
 */
export async function startBucket(environment: Environment, keys: string): Promise<void> {
  for (const name of ['recovery', 'drill']) {
    const files = ['-keyout', join(keys, `${name}.key`), '-out', join(keys, `${name}.crt`)];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    await run('openssl', ['req', '-x509', ...curve, '-nodes', '-subj', `/CN=${name}`, ...files]);
  }
  const values = await readFile('deploy/charts/backup/values.yaml', 'utf8');
  const { rclone } = parse(values) as ChartValues;
  const container = {
    image: `${rclone.repository}:${rclone.tag}`,
    env: [{ name: 'RCLONE_CACHE_DIR', value: '/data/.cache' }],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const serve = ['serve', 's3', `--auth-key=${KEY.id},${KEY.secret}`, '--addr=:9000', '/data'];
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bucket', labels: { app: 'bucket' } },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
      initContainers: [
        {
          ...container,
          name: 'fill',
          args: ['touch', '--timestamp=2020-01-01T00:00:00', `${FOLDER}/${OLD}`],
        },
      ],
      containers: [{ ...container, name: 'server', args: serve }],
      volumes: [{ name: 'data', emptyDir: {} }],
    },
  };
  await elsewhere(['create', '--filename=-'], JSON.stringify(pod));
  await elsewhere(['expose', 'pod', 'bucket', '--port=9000']);
  const credentials = `[default]\naws_access_key_id = ${KEY.id}\naws_secret_access_key = ${KEY.secret}\n`;
  await environment.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'backup-store' },
    stringData: { credentials },
  });
  await environment.kubectl([
    'create',
    'secret',
    'generic',
    'backup-encryption',
    ...['recovery.crt', 'drill.crt', 'drill.key'].map((file) => `--from-file=${join(keys, file)}`),
  ]);
  await elsewhere(['wait', '--for=condition=Ready', '--timeout=60s', 'pod/bucket']);
}

export async function stopBucket(environment: Environment): Promise<void> {
  await environment.kubectl(['delete', 'secret/backup-store', 'secret/backup-encryption']);
  await elsewhere(['delete', 'pod/bucket', 'service/bucket', '--grace-period=1']);
}

const elsewhere = (words: string[], input?: string) =>
  run('kubectl', ['--namespace', ELSEWHERE, ...words], { input });
