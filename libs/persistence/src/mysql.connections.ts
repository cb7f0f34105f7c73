import { connect, type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { createPool, type Pool, type PoolOptions } from 'mysql2';

/** Idle time, in milliseconds, after which the system probes whether the other side is still there. */
const KEEP_ALIVE_MS = 10_000;

/**
 * Creates the driver's pool for TypeORM such that all connections can be cut. The driver itself can't do that: its query
 * timeout leaves the silent connection in the pool, its `destroy()` forgets the query under way, and its `end()` waits
 * behind it. A cut socket fails that query, and the pool drops the connection.
 */
export class MysqlConnections {
  private readonly logger = new Logger(MysqlConnections.name);
  private readonly sockets = new Set<Socket>();

  readonly createPool = (options: PoolOptions): Pool => {
    const pool = createPool({ ...options, stream: this.open });
    // A broken connection may emit several errors, and the pool listens to one: the next would end the process.
    return pool.on('connection', (connection) =>
      connection.on('error', (error) => this.logger.debug(`A connection broke: ${error.message}`)),
    );
  };

  /** Closes all connections at once without a farewell; queries under way fail with the reason. */
  cut(reason: string): void {
    for (const socket of this.sockets) socket.destroy(new Error(reason));
  }

  private readonly open = ({
    config: { host, port },
  }: {
    config: { host: string; port: number };
  }): Socket => {
    const socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    });
    this.sockets.add(socket);
    return socket.once('close', () => this.sockets.delete(socket));
  };
}
