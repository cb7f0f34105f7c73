import { type RequestListener, Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A connection without a request is cut once it was silent for this long; busy clients ask again sooner. */
const QUIET_MS = 300;
/** How often connections are looked at while the server closes. */
const LOOK_MS = 50;
/** After this every connection is cut: longer than any answer takes. */
const DRAIN_LIMIT_MS = 5000;

interface Client {
  requests: number;
  bytesRead: number;
  quietSince: number;
}

/**
 * An HTTP server whose `close()` drops nothing: it stops listening, lets each client that is using its connection get
 * one more answer (the application adds `Connection: close` to it), and cuts only connections that are silent, those
 * that never sent a request among them. Node's own `close()` cuts a connection between two requests, which a client
 * that is just sending the next one sees as a reset, and waits without end for one that never sent any.
 */
export class DrainingServer extends Server {
  private readonly clients = new Map<Socket, Client>();

  constructor(options: ServerOptions, listener: RequestListener) {
    super(options, listener);
    this.on('connection', (socket: Socket) => this.track(socket));
    this.on('request', (_request, response: ServerResponse) => this.begin(response));
  }

  /** Called by `close()`, which leaves the choice of connections to it. */
  override closeIdleConnections(): void {
    const startedAt = performance.now();
    const look = () => {
      const now = performance.now();
      for (const [socket, client] of this.clients) {
        if (now - startedAt > DRAIN_LIMIT_MS || this.isQuiet(socket, client, now)) socket.destroy();
      }
      if (this.clients.size === 0) clearInterval(timer);
    };
    const timer = setInterval(look, LOOK_MS);
    look();
  }

  private track(socket: Socket): void {
    this.clients.set(socket, { requests: 0, bytesRead: 0, quietSince: performance.now() });
    socket.once('close', () => this.clients.delete(socket));
  }

  private begin(response: ServerResponse): void {
    const { socket } = response.req;
    const client = this.clients.get(socket);
    if (!client) return;
    client.requests++;
    response.once('close', () => {
      client.requests--;
      client.bytesRead = socket.bytesRead;
      client.quietSince = performance.now();
    });
  }

  private isQuiet(socket: Socket, client: Client, now: number): boolean {
    if (client.bytesRead !== socket.bytesRead) {
      client.bytesRead = socket.bytesRead;
      client.quietSince = now;
    }
    return client.requests === 0 && now - client.quietSince >= QUIET_MS;
  }
}
