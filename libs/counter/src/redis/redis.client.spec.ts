import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RedisCounter } from './redis.counter.js';

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** One node that holds all slots of a Cluster, and loses its connection in the middle of the first batch. */
class FakeNode {
  /** The floors of each batch that it received. */
  readonly floors: number[][] = [];
  private readonly server: Server;

  constructor(onFirstBatch: () => void) {
    this.server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        for (const command of bytes
          .toString()
          .split(/^\*\d+\r\n/m)
          .slice(1)) {
          const words = command.split('\r\n').filter((_, index) => index % 2 === 1);
          if (words[0] !== 'evalsha') socket.write(this.reply(words));
          else {
            this.floors.push(JSON.parse(words.at(-1)!)[2]);
            if (this.floors.length > 1) socket.write(bulk('42'));
            else {
              onFirstBatch();
              socket.destroy();
            }
          }
        }
      });
    });
  }

  async listen(): Promise<number> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return this.port;
  }

  close(): void {
    this.server.close();
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private reply([name]: string[]): string {
    switch (name!.toLowerCase()) {
      case 'hello':
        return "-ERR unknown command 'HELLO'\r\n";
      case 'info':
        return bulk('maxmemory_policy:noeviction');
      case 'cluster':
        return `*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n${bulk('127.0.0.1')}:${this.port}\r\n${bulk('id')}`;
      default:
        return '+OK\r\n';
    }
  }
}

let node: FakeNode;
let counter: RedisCounter;

beforeEach(async () => {
  Logger.overrideLogger(false);
  node = new FakeNode(() => counter.raiseFloors(new Map([['mew', 41]])));
  const topology = { kind: 'cluster' as const, nodes: [{ host: '127.0.0.1', port: await node.listen() }] };
  counter = new RedisCounter(
    { topology, timeoutMs: 500, waitReplicas: 0 },
    { whenDown: 'degrade', deliveryMs: 3000 },
    new Registry(),
  );
  await counter.onModuleInit();
});
afterEach(async () => {
  await counter.onApplicationShutdown();
  node.close();
});

it('sends a batch of a Cluster again with the floors of now, where ioredis would repeat the old ones', async () => {
  counter.raiseFloors(new Map());
  expect(await counter.visit('mew')).toBe(42);
  expect(node.floors).toEqual([[0], [41]]);
});
