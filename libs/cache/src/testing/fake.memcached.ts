import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** How a `get` is answered. */
export type Answer = (socket: Socket, key: string) => void;

/** A server that replies to `version`, stores nothing, and answers a `get` as the test wants. */
export class FakeMemcached {
  version = 'VERSION 1.6.0\r\n';
  /** How a `set` is answered. */
  written = 'STORED\r\n';
  /** How `stats` is answered. */
  stats = 'END\r\n';
  readonly sockets = new Set<Socket>();
  /** Connections that were ever made. */
  accepted = 0;
  /** Lines, those of values included. */
  readonly received: string[] = [];
  private readonly server: Server = createServer((socket) => this.serve(socket));

  constructor(public answer: Answer) {}

  /** @returns the port of 127.0.0.1 */
  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private serve(socket: Socket): void {
    this.accepted += 1;
    this.sockets.add(socket);
    socket.on('error', () => {}).on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk) => {
      for (const line of String(chunk).split('\r\n').filter(Boolean)) this.take(socket, line);
    });
  }

  private take(socket: Socket, line: string): void {
    this.received.push(line);
    if (line === 'version') socket.write(this.version);
    else if (line === 'stats') socket.write(this.stats);
    else if (line.startsWith('get ')) this.answer(socket, line.slice('get '.length));
    else if (!line.startsWith('set ')) socket.write(this.written);
  }
}

/** The whole answer to a `get` that finds this text. */
export function found(key: string, text: string): string {
  return `VALUE ${key} 0 ${Buffer.byteLength(text)}\r\n${text}\r\nEND\r\n`;
}

/** Answers with this text under the requested key. */
export function stored(text: string): Answer {
  return (socket, key) => socket.write(found(key, text));
}

/** Sends a line that never ends. */
export const babble: Answer = (socket) => {
  const timer = setInterval(() => socket.write('x'.repeat(65_536)), 1);
  socket.on('close', () => clearInterval(timer));
};
