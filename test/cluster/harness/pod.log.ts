import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pod } from './pod.js';

const fileOf = (workspace: string) => join(workspace, 'pods.jsonl');

/** Writes down every state of every pod of the project, hooks too, which are gone a moment later. Returns how to stop. */
export function startPodLog(workspace: string): () => void {
  const file = openSync(fileOf(workspace), 'a');
  const query = 'watch=true&labelSelector=app.kubernetes.io/part-of%3Dminipokedex';
  const child = spawn('kubectl', ['get', '--raw', `/api/v1/pods?${query}`], {
    stdio: ['ignore', file, 'inherit'],
  });
  closeSync(file);
  return () => child.kill();
}

/** All pods that a namespace has ever had, as they were last seen. */
export async function readPodLog(workspace: string, namespace: string): Promise<Pod[]> {
  const lines = (await readFile(fileOf(workspace), 'utf8')).split('\n').slice(0, -1);
  const pods = lines
    .map((line) => (JSON.parse(line) as { object: Pod }).object)
    .filter(({ metadata }) => metadata.namespace === namespace);
  return [...new Map(pods.map((pod) => [pod.metadata.uid, pod])).values()];
}
