/** An answer that was read to its end. */
export interface Response {
  status: number;
  /** By name in lower case. */
  headers: Record<string, string>;
  text: string;
  /** The parsed text, where it is JSON. */
  body: unknown;
}

interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Fails the request if it is answered with another status. */
  status?: number;
}

/**
 * Sends a request with fetch, follows no redirect, and reads the whole answer.
 *
 * @throws Error on a status other than the one that is expected
 */
export async function request(
  url: string,
  { status: expected, ...init }: RequestOptions = {},
): Promise<Response> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const { status } = response;
  if (expected !== undefined && status !== expected)
    throw new Error(`${init.method ?? 'GET'} ${url}: ${status} instead of ${expected}\n${text}`);
  const isJson = text !== '' && response.headers.get('content-type')?.startsWith('application/json');
  return {
    status,
    headers: Object.fromEntries(response.headers),
    text,
    body: isJson ? (JSON.parse(text) as unknown) : undefined,
  };
}

/** Visits a Pokémon and returns the number of the visit. */
export async function visit(serviceUrl: string, name: string): Promise<number> {
  const { body } = await request(`${serviceUrl}/${encodeURIComponent(name)}`, { status: 200 });
  return (body as { data: { count: number } }).data.count;
}
