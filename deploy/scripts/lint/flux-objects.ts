import { readFileSync } from 'node:fs';

/** As much of an object of Kubernetes or Flux as the rules look at. */
export interface FluxObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec: {
    path: string;
    url?: string;
    prune?: boolean;
    wait?: boolean;
    interval?: string;
    retryInterval?: string;
    timeout?: string;
    dependsOn?: { name: string; namespace?: string }[];
    values?: unknown;
    install?: { strategy?: { name: string } };
    upgrade?: { strategy?: { name: string } };
    chart: { spec: { chart: string; version: string; sourceRef: { kind: string; name: string } } };
  };
}

/** Reads the objects that kubectl wrote into a file as JSON, one after another. */
export const readObjects = (file: string): FluxObject[] =>
  readFileSync(file, 'utf8')
    .split(/(?<=^\})$/m)
    .filter((text) => text.trim())
    .map((text) => JSON.parse(text) as FluxObject);

/** @returns the object of that kind and name in the namespace, if it is among them */
export const find = (
  objects: readonly FluxObject[],
  kind: string,
  name: string,
  namespace?: string,
): FluxObject | undefined =>
  objects.find(
    ({ kind: its, metadata }) => its === kind && metadata.name === name && metadata.namespace === namespace,
  );
