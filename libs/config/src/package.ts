import { OperatorError } from './operator.error.js';
import manifest from '../../../package.json' with { type: 'json' };

/** Name and version of the project, as its package has them. */
export const { name, version } = manifest;

const oldestNode = Number.parseInt(manifest.engines.node.replace('>=', ''), 10);

/** Node.js is older than the service needs. */
class OldNodeError extends OperatorError {
  constructor(found: string) {
    super(
      `Node.js ${found} is too old: ${oldestNode} or later is needed. npm start brings its own, unless npm was told to run no install scripts`,
    );
  }
}

/**
 * Checks that the service can run on a version of Node.js.
 *
 * @param found as in `process.versions.node`
 * @throws OperatorError
 */
export function requireNode(found: string): void {
  if (Number.parseInt(found, 10) < oldestNode) throw new OldNodeError(found);
}
