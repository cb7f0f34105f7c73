import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from '@app/testing';
import type { Rules } from './chart.files.js';

/** Where to find the metrics of a pod, and the labels that the operator would give it. */
export interface ScrapeTarget {
  metricsUrl: string;
  namespace: string;
  pod: string;
}

export interface Sample {
  labels: Record<string, string>;
  value: number;
}

export interface Alert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: 'pending' | 'firing';
}

/** A Prometheus in a process and a folder of its own, which scrapes and evaluates every second. */
export class Prometheus {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
    private readonly folder: string,
  ) {}

  static async start(rules: Rules): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
    const address = `127.0.0.1:${await freePort()}`;
    const configuration = {
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.json'],
      scrape_configs: [{ job_name: 'minipokedex', file_sd_configs: [{ files: ['targets.json'] }] }],
    };
    // JSON is YAML too.
    await writeFile(join(folder, 'rules.json'), JSON.stringify(rules));
    await writeFile(join(folder, 'targets.json'), '[]');
    await writeFile(join(folder, 'prometheus.json'), JSON.stringify(configuration));
    const options = ['--config.file=prometheus.json', '--storage.tsdb.path=data', '--log.level=error'];
    const child = spawn('prometheus', [...options, `--web.listen-address=${address}`], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await once(child, 'spawn');
    const prometheus = new Prometheus(child, `http://${address}`, folder);
    await prometheus.answers();
    return prometheus;
  }

  /** Scrapes these from now on. */
  async scrape(targets: readonly ScrapeTarget[]): Promise<void> {
    const groups = targets.map(({ metricsUrl, namespace, pod }) => ({
      targets: [new URL(metricsUrl).host],
      labels: { namespace, pod },
    }));
    // In one step, since Prometheus watches the file.
    await writeFile(join(this.folder, 'targets.next'), JSON.stringify(groups));
    await rename(join(this.folder, 'targets.next'), join(this.folder, 'targets.json'));
  }

  /** The value of a query now. */
  async query(expr: string): Promise<Sample[]> {
    const { result } = await this.ask<{
      result: { metric: Record<string, string>; value: [number, string] }[];
    }>('query', { query: expr });
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** The alerts that are pending or firing. */
  async alerts(): Promise<Alert[]> {
    return (await this.ask<{ alerts: Alert[] }>('alerts')).alerts;
  }

  /** What went wrong with rules, one sentence each. */
  async ruleFaults(): Promise<string[]> {
    const { groups } = await this.ask<{ groups: { rules: { name: string; lastError?: string }[] }[] }>(
      'rules',
    );
    return groups.flatMap(({ rules }) =>
      rules.filter(({ lastError }) => lastError).map(({ name, lastError }) => `${name}: ${lastError}`),
    );
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await once(this.child, 'exit');
    await rm(this.folder, { recursive: true });
  }

  private async ask<Data>(path: string, parameters: Record<string, string> = {}): Promise<Data> {
    const url = `${this.url}/api/v1/${path}?${new URLSearchParams(parameters)}`;
    const answer = (await (await fetch(url)).json()) as { data: Data; error?: string };
    if (answer.error) throw new Error(`${parameters['query']}: ${answer.error}`);
    return answer.data;
  }

  private async answers(): Promise<void> {
    const hasEnded = () => this.child.exitCode !== null;
    const isReady = async () => hasEnded() || (await fetch(`${this.url}/-/ready`)).ok;
    await until('prometheus answers', isReady, { timeout: 30_000, interval: 100 });
    if (hasEnded()) throw new Error(`prometheus ended with ${this.child.exitCode}`);
  }
}
