import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A reply in RESP2; an Error is one that begins with its code. */
export type Reply = string | number | Error | Reply[];

/** How a command is answered; `undefined` leaves it to the server. */
type Answer = (words: string[], socket: Socket) => Reply | undefined | void | Promise<void>;

/** A Redis, also a Sentinel and a Cluster of one node, that counts, and answers other commands as the test wants. */
export class FakeRedis {
  /** Commands, their words separated by spaces. */
  readonly received: string[] = [];
  readonly batches: { key: string; lane: string; number: number; names: string[]; floors: number[] }[] = [];
  /** The counts by key and name. */
  readonly stored = new Map<string, Record<string, string>>();
  readonly sockets = new Set<Socket>();
  /** Connections that were ever made. */
  accepted = 0;
  readonly host = '127.0.0.1';
  port = 0;
  /** By the name of the command. */
  answers: Record<string, Answer> = {};
  private readonly server: Server = createServer((socket) => this.serve(socket));
  private readonly subscribers = new Set<Socket>();

  async listen(port = 0): Promise<this> {
    await once(this.server.listen(port, this.host), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Sends a message to all who subscribed to anything. */
  publish(channel: string, message: string): void {
    for (const socket of this.subscribers) socket.write(encode(['message', channel, message]));
  }

  private serve(socket: Socket): void {
    this.accepted += 1;
    this.sockets.add(socket);
    socket
      .setNoDelay(true)
      .on('error', () => {})
      .on('close', () => this.sockets.delete(socket));
    let done = Promise.resolve();
    socket.on('data', (bytes) => {
      const commands = String(bytes)
        .split(/^\*\d+\r\n/m)
        .slice(1);
      for (const command of commands) {
        const words = command.split('\r\n').filter((_, index) => index % 2 === 1);
        this.received.push(words.join(' '));
        done = done.then(() => this.run(words, socket));
      }
    });
  }

  private async run(words: string[], socket: Socket): Promise<void> {
    const name = words[0]!.toLowerCase();
    const reply = (await this.answers[name]?.(words, socket)) ?? this.reply(name, words.slice(1), socket);
    if (socket.writable) socket.write(encode(reply));
  }

  private reply(name: string, args: string[], socket: Socket): Reply {
    switch (name) {
      case 'hello':
        return new Error("ERR unknown command 'HELLO'");
      case 'info':
        return 'used_memory:1';
      case 'config':
        return ['appendfsync', 'always'];
      case 'sentinel':
        return [this.host, String(this.port)];
      case 'cluster':
        return [[0, 16_383, [this.host, this.port, 'id']]];
      case 'subscribe':
        this.subscribers.add(socket);
        return ['subscribe', args[0]!, 1];
      case 'hgetall':
        return Object.entries(this.stored.get(args[0]!) ?? {}).flat();
      case 'eval':
      case 'evalsha':
        return this.count(args);
      default:
        return 'OK';
    }
  }

  private count(args: string[]): string {
    const [key, lane, number, , batch] = args.slice(2) as [string, string, string, string, string];
    const [names, visits, floors] = JSON.parse(batch) as [string[], number[], number[]];
    this.batches.push({ key, lane, number: Number(number), names, floors });
    const counts = this.stored.get(key) ?? {};
    this.stored.set(key, counts);
    return names
      .map((name, index) => {
        const total = Math.max(Number(counts[name] ?? 0), floors[index]!) + visits[index]!;
        return (counts[name] = String(total));
      })
      .join(' ');
  }
}

function encode(reply: Reply): string {
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map(encode).join('')}`;
  if (reply instanceof Error) return `-${reply.message}\r\n`;
  return typeof reply === 'number' ? `:${reply}\r\n` : `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
}
