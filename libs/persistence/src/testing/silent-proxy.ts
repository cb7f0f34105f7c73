import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Stands before a server, never passes on the end of a connection by the server, and can let all present connections
 * go silent, as a failover without a reset does.
 */
export class SilentProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly server = createServer({ allowHalfOpen: true }, (client) => this.join(client));

  constructor(private readonly upstreamPort: number) {}

  /** @returns the port on 127.0.0.1 */
  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Nothing passes any more on the connections that are open now; new ones work. */
  silence(): void {
    for (const [client, upstream] of this.pairs) {
      client.unpipe(upstream).resume();
      upstream.unpipe(client).destroy();
    }
  }

  close(): void {
    for (const sockets of this.pairs) for (const socket of sockets) socket.destroy();
    this.server.close();
  }

  private join(client: Socket): void {
    const upstream = connect(this.upstreamPort, '127.0.0.1');
    this.pairs.add([client, upstream]);
    client.pipe(upstream);
    upstream.pipe(client, { end: false });
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
  }
}
