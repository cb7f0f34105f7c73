import { readSecretFile } from './files.js';
import { SettingsError, type SettingsFault } from './operator.error.js';
import { notesOf, type ValuesOf, type Variable } from './variables.js';

/**
 * Collects faults and warnings, so that all are reported together. Only the first fault of a variable counts, because
 * the others follow from it; `<NAME>` and `<NAME>_FILE` are one variable here.
 */
export class Findings {
  /** Surprising interpretations, to be logged once at the start. */
  readonly warnings: string[] = [];
  private readonly faults = new Map<string, SettingsFault>();

  /** @param rule completes a sentence that starts with the variable's name; never holds its value */
  fault(variable: string, rule: string): void {
    if (!this.isFaulty(variable)) this.faults.set(baseName(variable), { variable, rule });
  }

  isFaulty(variable: string): boolean {
    return this.faults.has(baseName(variable));
  }

  /** @throws SettingsError that lists all faults, if there are any */
  throwIfFaulty(): void {
    if (this.faults.size > 0) throw new SettingsError([...this.faults.values()]);
  }
}

/**
 * Validates the given variables and reads no others. White space around a value is dropped, except in secrets; an empty
 * value counts as not given, unless the variable may be empty.
 *
 * Does not throw on a fault, so that rules between variables can be checked before all faults are reported: a variable
 * that breaks a rule is in `findings` and counts as not given in `values`.
 */
export function parseEnvironment<Variables extends Record<string, Variable>>(
  environment: NodeJS.ProcessEnv,
  variables: Variables,
): { values: ValuesOf<Variables>; findings: Findings } {
  const findings = new Findings();
  const texts = givenTexts(environment, variables);
  replaceServiceLinks(texts, findings);
  // All files first: their faults lead the list.
  for (const [name, variable] of Object.entries(variables)) {
    const path = environment[`${name}_FILE`]?.trim();
    if (notesOf(variable).secret && path) texts[name] = readSecretFile(name, texts[name], path, findings);
  }
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(variables)) {
    const parsed = variable.safeParse(texts[name]);
    for (const { message } of parsed.error?.issues ?? []) findings.fault(name, message);
    values[name] = parsed.success ? parsed.data : variable.parse(undefined);
  }
  return { values: values as ValuesOf<Variables>, findings };
}

function givenTexts(environment: NodeJS.ProcessEnv, variables: Record<string, Variable>): NodeJS.ProcessEnv {
  const texts: NodeJS.ProcessEnv = {};
  for (const [name, variable] of Object.entries(variables)) {
    const { secret, mayBeEmpty } = notesOf(variable);
    const text = secret ? environment[name] : environment[name]?.trim();
    if (text || mayBeEmpty) texts[name] = text;
  }
  return texts;
}

/**
 * Replaces links (`tcp://10.96.1.2:6379`), which Kubernetes puts into `<NAME>_PORT` for each Service of the namespace
 * (https://kubernetes.io/docs/concepts/containers/container-environment/): the port of a store keeps the port of its
 * link, while the service's own ports fall back to their defaults.
 */
function replaceServiceLinks(texts: NodeJS.ProcessEnv, findings: Findings): void {
  const storePorts = ['DB_PORT', 'REDIS_PORT', 'MEMCACHED_PORT'];
  const ownPorts = ['PORT', 'METRICS_PORT'];
  const link = /^(?:tcp|udp):\/\/(?:\[[0-9a-fA-F:.]+\]|[^:/\s]+):(\d{1,5})$/;
  for (const name of [...storePorts, ...ownPorts]) {
    const port = link.exec(texts[name] ?? '')?.[1];
    if (port === undefined) continue;
    const ownPort = ownPorts.includes(name);
    texts[name] = ownPort ? undefined : port;
    const effect = ownPort ? ', which is ignored' : `: using its port ${port}`;
    findings.warnings.push(
      `${name} holds a Kubernetes service link${effect}; set enableServiceLinks: false on the pod`,
    );
  }
}

function baseName(variable: string): string {
  return variable.replace(/_FILE$/, '');
}
