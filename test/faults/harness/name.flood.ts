import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is to do. */
export interface FloodOptions {
  port: number;
  connections: number;
}

/** How often each status was answered; sent to whoever posts anything to the thread, which ends then. */
export type Statuses = Record<string, number>;

// Requests unknown names without a pause, no two alike: in a thread, so that visits beside it don't wait for it as well.
const { port, connections } = workerData as FloodOptions;
const statuses: Statuses = {};
let names = 0;

for (let index = 0; index < connections; index += 1) {
  const socket = connect(port, '127.0.0.1');
  const request = () => socket.write(`GET /x${(names += 1)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  socket.on('connect', request).on('data', (answer) => {
    const status = answer.toString('latin1', 'HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
    statuses[status] = (statuses[status] ?? 0) + 1;
    request();
  });
}

parentPort!.once('message', () => {
  parentPort!.postMessage(statuses);
  process.exit();
});
