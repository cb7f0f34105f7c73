import { RawConnection } from '@app/testing';

/** A request in lines. */
export const lines = (...all: string[]) => [...all, '', ''].join('\r\n');
/** A visit that the fast path takes, were it not for these fields. */
export const visit = (...fields: string[]) => lines('GET /charmander HTTP/1.1', 'Host: a', ...fields);
export const get = (...fields: string[]) => lines('GET /version HTTP/1.1', 'Host: a', ...fields);
export const chunked = (body: string) => get('Transfer-Encoding: chunked') + body;

/** Of another request, whose answer is the last on its connection. */
export const LAST = lines('GET /health/live HTTP/1.1', 'Host: a', 'Connection: close');

interface Exchange {
  statuses: number[];
  /** What came back after the first status line. */
  text: string;
  isClosed: boolean;
}

/** Sends bytes to a port, and this side's end if wanted, and reads until the service closes or is silent. */
export async function exchange(port: number, bytes: string, { halfClose = false } = {}): Promise<Exchange> {
  const connection = await RawConnection.open(port);
  if (halfClose) connection.end(bytes);
  else await connection.send(bytes);
  const isClosed = await connection.closedWithin(2000);
  const text = connection.received;
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  return { statuses, text, isClosed };
}
