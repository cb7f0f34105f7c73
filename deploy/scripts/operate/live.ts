// Compares what Helm has applied to a namespace with what is there now. It only reads: a dry run of a patch, by which kubectl
// and Helm compare, takes the right to patch.
//
//   live.ts NAMESPACE      prints a line for each difference; exits with 2 if there is any
import { spawnSync } from 'node:child_process';

type Json = string | number | boolean | null | undefined | Json[] | { [key: string]: Json };
interface Manifest {
  kind: string;
  metadata: { name: string };
}

/** Where an entry that Helm has not applied is a difference too. Elsewhere the cluster fills in what was left open. */
const WHOLE = new Set(['.data', '.binaryData', '.spec.encryptedData', '.spec.selector']);

const UNITS = ['k', 'M', 'G', 'T'].flatMap((unit, index): [string, number][] => [
  [unit, 1000 ** (index + 1)],
  [index === 0 ? 'Ki' : `${unit}i`, 1024 ** (index + 1)],
]);
const FACTORS = new Map([['m', 0.001], ['', 1], ...UNITS]);

/** @returns the number of a quantity such as `1Gi`, which the cluster may return in another unit, or the value itself */
function normalize(value: Json): Json {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([kMGTm]?|[KMGT]i)$/.exec(String(value)) ?? [];
  return digits === undefined ? value : Number(digits) * FACTORS.get(unit!)!;
}

const isMap = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The cluster drops what is empty. */
const isEmpty = (value: Json): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === 0 ||
  value === false ||
  (typeof value === 'object' && Object.values(value).every(isEmpty));

/** Names each field that differs from what was applied, as `.spec.replicas: 3 instead of 1`. */
export function differences(applied: Json, live: Json, path = ''): string[] {
  if (isEmpty(applied) && isEmpty(live)) return [];
  if (isMap(applied) && isMap(live)) {
    const more = WHOLE.has(path) ? Object.keys(live) : [];
    const keys = new Set([...Object.keys(applied), ...more]);
    return [...keys].flatMap((key) => differences(applied[key], live[key], `${path}.${key}`));
  }
  if (Array.isArray(applied) && Array.isArray(live) && applied.length === live.length)
    return applied.flatMap((item, index) => differences(item, live[index], `${path}[${index}]`));
  if (normalize(applied) === normalize(live)) return [];
  const text = (value: Json) => JSON.stringify(value) ?? 'nothing';
  return [`${path}: ${text(live)} instead of ${text(applied)}`];
}

/** @throws Error with what the program printed */
function run(program: string, words: readonly string[], input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 27,
  });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}

const nameOf = ({ kind, metadata }: Manifest) => `${kind}/${metadata.name}`;

function compareRelease(namespace: string, release: string): string[] {
  const manifest = run('helm', ['--namespace', namespace, 'get', 'manifest', release]);
  if (!/^kind:/m.test(manifest)) return [];
  const kubectl = (...words: string[]) =>
    run('kubectl', ['--namespace', namespace, ...words, '--output=json'], manifest);
  // A client's dry run asks nothing of the cluster; it prints one object after the other.
  const applied = kubectl('create', '--dry-run=client', '--validate=false', '--filename=-')
    .split(/^(?=\{)/m)
    .map((text) => JSON.parse(text) as Manifest);
  const found = JSON.parse(kubectl('get', '--ignore-not-found', '--filename=-') || '{"items":[]}') as
    Manifest | { items: Manifest[] };
  const live = new Map(('items' in found ? found.items : [found]).map((object) => [nameOf(object), object]));
  return applied.flatMap((object) => {
    const name = nameOf(object);
    const there = live.get(name);
    if (!there) return [`${name} is missing`];
    const lines = differences(object as unknown as Json, there as unknown as Json);
    if (object.kind === 'Secret') return lines.length > 0 ? [`${name} has changed`] : [];
    return lines.map((line) => `${name} ${line}`);
  });
}

if (import.meta.main) {
  const [namespace] = process.argv.slice(2);
  if (!namespace) throw new Error('usage: live.ts NAMESPACE');
  const releases = run('helm', ['--namespace', namespace, 'list', '--short']).split('\n').filter(Boolean);
  const lines = releases.flatMap((release) => compareRelease(namespace, release));
  for (const line of lines) console.log(line);
  if (lines.length > 0) process.exitCode = 2;
}
