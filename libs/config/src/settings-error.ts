/** `EX_CONFIG` of BSD's sysexits.h: something was found in an unconfigured or misconfigured state. */
export const EX_CONFIG = 78;

/** One variable that breaks a rule. Never holds the variable's value. */
export interface SettingsFault {
  variable: string;
  rule: string;
}

/** The environment breaks at least one rule; `message` lists all of them by variable name. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly faults: readonly SettingsFault[]) {
    const lines = faults.map(({ variable, rule }) => `  ${variable} ${rule}`);
    super(
      [`The settings are faulty (${faults.length}):`, ...lines, 'See .env.example for every setting.'].join(
        '\n',
      ),
    );
  }
}
