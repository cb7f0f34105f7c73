import { connect, type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { createPool, type Pool, type PoolOptions } from 'mysql2';

/** Silence on an idle connection, in milliseconds, after which the system asks the other side whether it is there. */
const KEEP_ALIVE_MS = 10_000;

/**
 * Makes the driver's pool, to be given to TypeORM as its driver, such that all connections can be cut. The driver
 * itself can't: its query timeout leaves the silent connection in the pool, its `destroy()` forgets the query that is
 * under way, and its `end()` waits behind it. A cut socket fails that query, and the pool drops the connection.
 */
export class MysqlConnections {
  private readonly logger = new Logger(MysqlConnections.name);
  private readonly sockets = new Set<Socket>();

  readonly createPool = (options: PoolOptions): Pool => {
    const pool = createPool({ ...options, stream: this.open });
    // A connection that breaks may say so more than once, and the pool listens once: a second time would end the process.
    return pool.on('connection', (connection) =>
      connection.on('error', (error) => this.logger.debug(`A connection broke: ${error.message}`)),
    );
  };

  /** Closes all at once, without a farewell; queries that are under way fail with the reason. */
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
