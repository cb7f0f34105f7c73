import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Random } from '../load/random.js';

/** A connection through the proxy. */
interface Pair {
  client: Socket;
  server: Socket;
  /** Whether nothing passes any more. */
  silent: boolean;
}

/** Stands between the service and a store, and breaks, delays or withholds what passes. */
export class TcpProxy {
  /** Connections that were cut in the middle of traffic. */
  cuts = 0;
  /** Delay of each chunk in milliseconds, in each direction. */
  latencyMs = 0;
  /** Whether the client's connection stays open after the server has closed its own. */
  withholdsEnds = false;
  private readonly pairs = new Set<Pair>();
  private readonly server: Server;
  private frozen = false;
  private cutRange?: [least: number, most: number];
  private chunksToCut = Infinity;

  private constructor(
    private readonly targetPort: number,
    private readonly random: Random,
  ) {
    this.server = createServer((client) => this.accept(client));
  }

  /** Listens on a free port of 127.0.0.1. */
  static async listen(targetPort: number, random = new Random()): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort, random);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts a connection after each so many chunks: on the way to the store or back, often within the chunk itself. */
  cutEvery(least: number, most: number): void {
    this.cutRange = [least, most];
    this.chunksToCut = this.random.integer(least, most);
  }

  /** Cuts one connection within so many chunks. */
  cutOnce(within: number): void {
    this.chunksToCut = this.random.integer(1, within);
  }

  stopCutting(): void {
    this.cutRange = undefined;
    this.chunksToCut = Infinity;
  }

  /** Stops reading from both sides; connections stay open. */
  freeze(): void {
    this.frozen = true;
    for (const { client, server } of this.pairs) [client, server].forEach((socket) => socket.pause());
  }

  /** Reads on, and passes on what has piled up. */
  thaw(): void {
    this.frozen = false;
    for (const { client, server } of this.pairs) [client, server].forEach((socket) => socket.resume());
  }

  /** Drops what passes on the connections that are open now, as a failover without a reset does; new ones work. */
  silence(): void {
    for (const pair of this.pairs) {
      pair.silent = true;
      pair.server.destroy();
    }
  }

  async close(): Promise<void> {
    this.server.close();
    for (const pair of this.pairs) destroy(pair);
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    const pair = { client, server: connect(this.targetPort, '127.0.0.1'), silent: false };
    this.pairs.add(pair);
    this.carry(pair, pair.client, pair.server);
    this.carry(pair, pair.server, pair.client);
    if (this.frozen) [client, pair.server].forEach((socket) => socket.pause());
  }

  private carry(pair: Pair, from: Socket, to: Socket): void {
    const late: Buffer[] = [];
    from.setNoDelay();
    from.on('data', (chunk: Buffer) => {
      if (this.latencyMs === 0 && late.length === 0) return this.pass(pair, to, chunk);
      late.push(chunk);
      // Whichever timer fires first passes on the oldest chunk, so that a changed latency mixes up nothing.
      setTimeout(() => this.pass(pair, to, late.shift()!), this.latencyMs);
    });
    from.on('error', () => destroy(pair));
    from.on('close', () => {
      if (from === pair.server && (pair.silent || this.withholdsEnds)) return;
      this.pairs.delete(pair);
      destroy(pair);
    });
  }

  private pass(pair: Pair, to: Socket, chunk: Buffer): void {
    if (pair.silent || to.destroyed) return;
    if (--this.chunksToCut > 0) to.write(chunk);
    else this.cut(pair, to, chunk);
  }

  private cut(pair: Pair, to: Socket, chunk: Buffer): void {
    this.cuts += 1;
    this.chunksToCut = this.cutRange ? this.random.integer(...this.cutRange) : Infinity;
    const part = chunk.subarray(0, this.random.integer(0, chunk.length));
    // Destroying at once could take the part along, and the other side would never see half a message.
    to.write(part, () => destroy(pair));
  }
}

function destroy({ client, server }: Pair): void {
  client.destroy();
  server.destroy();
}
