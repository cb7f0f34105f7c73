import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Conversation } from './bad-requests.js';

/** Longest time for one connection, in milliseconds. */
const PATIENCE_MS = 5000;

/** What the service said before it closed the connection. */
export interface Replies {
  statuses: number[];
  /** How many answers had a request id. */
  identified: number;
  /** Whether the service left the connection open after all was sent and the client's side closed. */
  hung: boolean;
}

/** Has a conversation to its end: sends, closes its own side, and reads until the service closes too. */
export async function converse(port: number, conversation: Conversation): Promise<Replies> {
  const { requests, pauseAt, breakOffAt } = conversation;
  const all = Buffer.from(requests.join(''), 'latin1');
  const sent = all.subarray(0, Math.ceil(all.length * breakOffAt));
  const pause = Math.floor(sent.length * pauseAt);
  let received = '';
  let hung = false;
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.on('data', (text: string) => (received += text));
  // A client that goes on sending after a refusal may be reset.
  socket.on('error', () => {});
  socket.setTimeout(PATIENCE_MS, () => {
    hung = true;
    socket.destroy();
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(sent.subarray(0, pause));
  await turn();
  socket.end(sent.subarray(pause));
  await closed;
  const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3}) [A-Z]/g)].map(([, status]) => Number(status));
  return { statuses, identified: received.match(/^x-request-id: /gim)?.length ?? 0, hung };
}
