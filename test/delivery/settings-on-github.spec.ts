import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const folder = 'deploy/terraform/environments/github';
const document = readFileSync('docs/delivery.md', 'utf8');
const main = readFileSync(`${folder}/main.tf`, 'utf8');
const environments = parse(readFileSync(`${folder}/environments.yaml`, 'utf8'), { merge: true }) as Record<
  string,
  { secrets: Record<string, string>; any_branch?: boolean }
>;
const optional = new Set(['CERTIFICATE_AUTHORITY', 'STATE_ROLE', 'STATE_REGION']);

interface Job {
  name: string;
  environment?: string | { name: string };
  strategy?: { matrix?: { environment?: string[] } };
}

const jobsOf = (file: string) =>
  Object.values((parse(readFileSync(file, 'utf8')) as { jobs: Record<string, Job> }).jobs);
const jobs = globSync('.github/workflows/*').flatMap(jobsOf);

/** The environments that a job runs in, or `repository`. */
function environmentsOf({ environment, strategy }: Job): string[] {
  const name = (typeof environment === 'string' ? environment : environment?.name) ?? 'repository';
  return (strategy?.matrix?.environment ?? ['']).map((each) =>
    name.replace('${{ matrix.environment }}', each),
  );
}

/** What the workflows read of that kind, as "environment NAME". */
function read(kind: 'vars' | 'secrets'): Set<string> {
  const all = jobs.flatMap((job) => {
    const names = [...JSON.stringify(job).matchAll(new RegExp(`${kind}\\.([A-Z_]+)`, 'g'))].map(
      ([, name]) => name!,
    );
    return environmentsOf(job).flatMap((environment) => names.map((name) => `${environment} ${name}`));
  });
  return new Set(all.filter((each) => !optional.has(each.split(' ')[1]!)));
}

describe("the repository's settings in Terraform", () => {
  it('have the environments and secrets that the workflows use, and no others', () => {
    const used = new Set(jobs.flatMap(environmentsOf).filter((name) => name !== 'repository'));
    expect(Object.keys(environments).toSorted()).toEqual([...used].toSorted());
    const given = Object.entries(environments).flatMap(([environment, { secrets }]) =>
      Object.keys(secrets).map((name) => `${environment} ${name}`),
    );
    expect(given.toSorted()).toEqual([...read('secrets')].toSorted());
  });

  it('have the variables that the workflows read', () => {
    const shared = [...main.matchAll(/^ {4}([A-Z_]+) += /gm)].map(([, name]) => name!);
    const names = [...read('vars')].map((each) => each.split(' ')[1]!);
    expect([...new Set(names)].toSorted()).toEqual(['URL', ...shared].toSorted());
    const withUrl = [...read('vars')]
      .filter((each) => each.endsWith(' URL'))
      .map((each) => each.split(' ')[0]);
    expect(withUrl.toSorted()).toEqual(['production', 'production-diff', 'staging', 'staging-diff']);
  });

  it('require checks that there are', () => {
    const [, list] = /for_each = \[(".+")\]/.exec(main)!;
    const required = list!.split(', ').map((name) => JSON.parse(name) as string);
    const inQueue = globSync('.github/workflows/*').filter((file) =>
      readFileSync(file, 'utf8').includes('merge_group:'),
    );
    const names = new Set(inQueue.flatMap(jobsOf).map(({ name }) => name));
    expect(required).toEqual(['All checks', 'Title']);
    expect(required.filter((name) => !names.has(name))).toEqual([]);
  });

  it('are followed in docs/delivery.md by what may be left out', () => {
    const items = [...document.matchAll(/^- (.+), (?:a )?variables? of/gm)];
    const names = items.flatMap(([, list]) => [...list!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name));
    expect(names.toSorted()).toEqual([...optional].toSorted());
  });
});
