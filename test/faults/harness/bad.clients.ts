import { setImmediate as turn } from 'node:timers/promises';
import { type Random, RawConnection } from '@app/testing';
import type { Conversation } from './bad.requests.js';

/** Longest silence of the service on a connection that the client has closed, in milliseconds. */
const PATIENCE_MS = 5000;

/** Between two bytes of a slow sender, in milliseconds. */
const BYTE_MS = 100;

const BEGINNINGS = ['', 'G', 'GET /mew HTTP/1.1\r\n', 'GET /mew HTTP/1.1\r\nHost: x\r\nX-Slow: '];

/** What came back before the service closed the connection. */
export interface Replies {
  statuses: number[];
  /** How many answers had a request id. */
  identified: number;
  /** Whether the service left the connection open after the client had sent everything and closed its side. */
  hung: boolean;
}

/** Sends a conversation, closes its own side, and reads until the service closes too. */
export async function exchange(port: number, conversation: Conversation): Promise<Replies> {
  const { requests, pauseAt, breakOffAt } = conversation;
  const all = requests.join('');
  const sent = all.slice(0, Math.ceil(all.length * breakOffAt));
  const pause = Math.floor(sent.length * pauseAt);
  const connection = await RawConnection.open(port);
  void connection.send(sent.slice(0, pause));
  await turn();
  connection.end(sent.slice(pause));
  const hung = !(await connection.closedWithin(PATIENCE_MS));
  const { received } = connection;
  const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3}) [A-Z]/g)].map(([, status]) => Number(status));
  return { statuses, identified: received.match(/^x-request-id: /gim)?.length ?? 0, hung };
}

/** Connections that send nothing, stop in the middle of a head, or go on with a byte at a time. */
export class HeldConnections {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly connections: readonly RawConnection[],
    slow: readonly RawConnection[],
  ) {
    this.timer = setInterval(() => slow.forEach((connection) => void connection.send('x')), BYTE_MS);
  }

  static async open(port: number, count: number, random: Random): Promise<HeldConnections> {
    const connections = await Promise.all(Array.from({ length: count }, () => RawConnection.open(port)));
    for (const connection of connections) void connection.send(random.pick(BEGINNINGS));
    return new HeldConnections(
      connections,
      connections.filter(() => random.fraction() < 0.5),
    );
  }

  /** Connections that the service has not ended. */
  get open(): number {
    return this.connections.filter(({ isOpen }) => isOpen).length;
  }

  close(): void {
    clearInterval(this.timer);
    for (const connection of this.connections) connection.close();
  }
}
