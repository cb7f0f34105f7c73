import supertest from 'supertest';
import type { RunningService } from '../../apps/api/src/testing/running-service.js';

type Method = 'get' | 'head' | 'post' | 'options';

/** Sends a request to the service. */
export const ask = ({ url }: Pick<RunningService, 'url'>, method: Method, path: string) =>
  supertest(url)[method](path);

/** The number of the next visit, told by making it. */
export async function visit(service: Pick<RunningService, 'url'>, name: string): Promise<number> {
  const { body } = await ask(service, 'get', `/${encodeURIComponent(name)}`).expect(200);
  return (body as { data: { count: number } }).data.count;
}
