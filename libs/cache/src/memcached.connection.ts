import type { Endpoint } from '@app/config';
import { createNode, type MemcacheNode } from 'memcache';
import type { MemcachedStats } from './memcached.metrics.js';

/** After so much silence the client closes a connection; the longest time that Node's timers take means never. */
const IDLE_MS = 2 ** 31 - 1;

/**
 * One connection to one server, over which commands are pipelined. It ends for good with the first command that fails:
 * what arrives after that may belong to any command. Whoever waits for a command closes a connection that is late.
 */
export class MemcachedConnection {
  private readonly node: MemcacheNode;
  private readonly connected: Promise<void>;
  private waiting = 0;
  private ended = false;

  constructor({ host, port }: Endpoint) {
    this.node = createNode(host, port, { timeout: IDLE_MS });
    this.node.on('close', () => (this.ended = true));
    this.node.on('connect', () => this.node.socket?.on('data', () => this.refuseUnasked()));
    this.connected = this.node.connect();
  }

  /** Whether further commands can be sent. */
  get isOpen(): boolean {
    return !this.ended;
  }

  /**
   * @returns the value, undefined if there is none
   * @throws Error if the server fails or answers with something else
   */
  get(key: string): Promise<string | undefined> {
    return this.send(
      `get ${key}`,
      (answer) => {
        const { values, foundKeys } = answer as { values?: string[]; foundKeys: string[] };
        if (foundKeys.some((found) => found !== key)) throw unexpected('get', foundKeys);
        return values?.[0];
      },
      { isMultiline: true, requestedKeys: [key] },
    );
  }

  /**
   * @param ttlS whole seconds, 1 to 2,592,000; Memcached takes more for a date and 0 for ever
   * @throws Error if the value was not stored
   */
  set(key: string, value: string, ttlS: number): Promise<void> {
    return this.send(`set ${key} 0 ${ttlS} ${Buffer.byteLength(value)}\r\n${value}`, (answer) => {
      if (answer !== 'STORED') throw unexpected('set', answer);
    });
  }

  /** @throws Error if the server does not say */
  stats(): Promise<MemcachedStats> {
    return this.send('stats', (answer) => answer as MemcachedStats, { isStats: true });
  }

  /** @throws Error if the server does not return its version */
  ping(): Promise<void> {
    return this.send('version', (answer) => {
      if (!String(answer).startsWith('VERSION ')) throw unexpected('version', answer);
    });
  }

  /** Ends the connection; commands that are under way fail. */
  close(reason: Error): void {
    this.ended = true;
    this.node.socket?.destroy(reason);
  }

  private async send<Result>(
    command: string,
    read: (answer: unknown) => Result,
    options?: Parameters<MemcacheNode['command']>[1],
  ): Promise<Result> {
    this.waiting += 1;
    try {
      await this.connected;
      return read(await this.node.command(command, options));
    } catch (error) {
      this.close(error as Error);
      throw error;
    } finally {
      this.waiting -= 1;
    }
  }

  /** What arrives without a command would be collected without end, as no deadline runs then. */
  private refuseUnasked(): void {
    if (this.waiting === 0) this.close(unexpected('nothing', 'data'));
  }
}

/** An answer that the protocol does not allow, shortened: it may be of any length. */
function unexpected(command: string, answer: unknown): Error {
  return new Error(`unexpected answer to ${command}: ${JSON.stringify(answer).slice(0, 80)}`);
}
