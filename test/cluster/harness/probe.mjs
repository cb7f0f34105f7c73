// Runs in a pod: dials every one of TARGETS again and again, and prints the names of those that answer, a line each time.
// Listens itself, for others to dial.
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const { LISTEN, TARGETS } = process.env;
const targets = JSON.parse(TARGETS);

const answers = ({ host, port }) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (reached) => {
      socket.destroy();
      resolve(reached);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });

createServer((socket) => socket.destroy()).listen(Number(LISTEN));
for (;;) {
  const reached = await Promise.all(targets.map(answers));
  console.log(JSON.stringify(targets.filter((_target, index) => reached[index]).map(({ name }) => name)));
  await sleep(500);
}
