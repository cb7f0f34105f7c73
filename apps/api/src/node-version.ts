import { OperatorError } from '@app/config';
import { oldestNode } from './version/package.js';

/** Node.js is older than the service needs. */
class OldNodeError extends OperatorError {
  override readonly name = 'OldNodeError';

  constructor(version: string) {
    super(
      `Node.js ${version} is too old: ${oldestNode} or later is needed. npm start brings its own, unless npm was told to run no install scripts`,
    );
  }
}

/**
 * @param version of Node.js, as in `process.versions`
 * @throws OperatorError if the service can't run on it
 */
export function requireNode(version: string): void {
  if (Number.parseInt(version, 10) < oldestNode) throw new OldNodeError(version);
}
