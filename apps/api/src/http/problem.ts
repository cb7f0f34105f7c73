/** The error types of the contract. */
export type ProblemType =
  'BAD_REQUEST' | 'RESOURCE_NOT_FOUND' | 'NOT_ALLOWED' | 'SERVICE_UNAVAILABLE' | 'SERVER_ERROR';

/** What a caller is told when a request was not served. */
export interface Problem {
  statusCode: number;
  type: ProblemType;
  description: string;
  headers?: Readonly<Record<string, string>>;
}

/** The body of every error answer. */
export function problemBody({ statusCode, type, description }: Problem) {
  return { statusCode, error: { type, description } };
}

/** The type that stands for a status where nothing more is known. */
export function problemTypeOf(statusCode: number): ProblemType {
  if (statusCode === 404) return 'RESOURCE_NOT_FOUND';
  if (statusCode === 405) return 'NOT_ALLOWED';
  if (statusCode === 503) return 'SERVICE_UNAVAILABLE';
  return statusCode < 500 ? 'BAD_REQUEST' : 'SERVER_ERROR';
}
