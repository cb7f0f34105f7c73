import { SettingsError, type SettingsFault } from './settings-error.js';

/**
 * Collects faults, so that all are reported together. A variable has one fault at most, its first: what follows from
 * that is no other one. `<NAME>` and `<NAME>_FILE` are the same variable here.
 */
export class SettingsFaults {
  private readonly faults = new Map<string, SettingsFault>();

  /** @param rule completes a sentence that starts with the variable's name; never holds its value */
  add(variable: string, rule: string): void {
    if (!this.has(variable)) this.faults.set(baseName(variable), { variable, rule });
  }

  /** Whether the variable has a fault. */
  has(variable: string): boolean {
    return this.faults.has(baseName(variable));
  }

  /** @throws SettingsError that lists all faults, if there is one */
  throwIfAny(): void {
    if (this.faults.size > 0) throw new SettingsError([...this.faults.values()]);
  }
}

function baseName(variable: string): string {
  return variable.replace(/_FILE$/, '');
}
