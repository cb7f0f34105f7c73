import { connect, type Socket } from 'node:net';
import type { Random } from '@app/testing';

/** Between two bytes of a slow sender, in milliseconds. */
const BYTE_MS = 100;

const BEGINNINGS = ['', 'G', 'GET /mew HTTP/1.1\r\n', 'GET /mew HTTP/1.1\r\nHost: x\r\nX-Slow: '];

/** Connections that send nothing, stop in the middle of a head, or go on with a byte at a time. */
export class HeldConnections {
  private readonly sockets: Socket[];
  private readonly timer: NodeJS.Timeout;

  constructor(port: number, count: number, random: Random) {
    this.sockets = Array.from({ length: count }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.resume();
      socket.write(random.pick(BEGINNINGS));
      return socket;
    });
    const slow = this.sockets.filter(() => random.fraction() < 0.5);
    this.timer = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write('x');
    }, BYTE_MS);
  }

  /** Connections that the service has not ended. */
  get open(): number {
    return this.sockets.filter((socket) => !socket.destroyed).length;
  }

  close(): void {
    clearInterval(this.timer);
    for (const socket of this.sockets) socket.destroy();
  }
}
