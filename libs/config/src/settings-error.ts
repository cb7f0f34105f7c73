import { OperatorError } from './operator.error.js';

/** One variable that breaks a rule. Never holds the variable's value. */
export interface SettingsFault {
  variable: string;
  rule: string;
}

/** The environment breaks at least one rule; `message` lists all of them by variable name (`EX_CONFIG`). */
export class SettingsError extends OperatorError {
  override readonly name = 'SettingsError';
  override readonly exitCode = 78;

  constructor(readonly faults: readonly SettingsFault[]) {
    const lines = faults.map(({ variable, rule }) => `  ${variable} ${rule}`);
    super(
      [`The settings are faulty (${faults.length}):`, ...lines, 'See .env.example for every setting.'].join(
        '\n',
      ),
    );
  }
}
