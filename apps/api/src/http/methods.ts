import type { Problem } from './problem.js';

/** The methods that any path may be asked with. */
export const ALLOWED_METHODS = 'GET, HEAD, OPTIONS';

/** Whether a method reads: only these reach a route. */
export function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The answer to a method that no path allows. */
export function methodNotAllowed(method: string): Problem {
  return {
    statusCode: 405,
    type: 'NOT_ALLOWED',
    description: `${method} is not allowed; use one of ${ALLOWED_METHODS}.`,
    headers: { Allow: ALLOWED_METHODS },
  };
}
