import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Longest wait for an answer; the service promises less. */
const PATIENCE_MS = 10_000;

export interface Answer {
  status: number;
  /** The status line and the headers. */
  head: string;
  body: string;
}

/** The service closed a connection with a request on it, or stayed silent. */
export class LostAnswerError extends Error {
  override readonly name = 'LostAnswerError';
}

/**
 * An HTTP/1.1 connection that sends any bytes, wrong ones too, and shows what came back. Strings hold one byte in each
 * character (Latin 1).
 */
export class RawConnection {
  /** The bytes that belong to no answer of `get`. */
  received = '';
  private waiting?: PromiseWithResolvers<Answer>;
  private isClosing = false;
  private wasSilent = false;

  private constructor(
    readonly port: number,
    private readonly socket: Socket,
  ) {
    socket.setEncoding('latin1').setNoDelay().setTimeout(PATIENCE_MS);
    socket.on('timeout', () => this.giveUp());
    socket.on('data', (bytes: string) => this.receive(bytes));
    socket.on('error', (error) => this.lose(error.message));
    socket.on('close', () => this.lose('connection closed'));
  }

  /** @throws the socket's error if nobody listens */
  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawConnection(port, socket);
  }

  /**
   * Sends bytes over a connection of their own and reads until the service closes it.
   *
   * @returns the first answer, its text decoded as UTF-8
   */
  static async exchange(port: number, bytes: string): Promise<Answer> {
    const connection = await RawConnection.open(port);
    await connection.send(bytes);
    if (!(await connection.closedWithin(60_000))) throw new LostAnswerError('the connection was left open');
    const answer = Buffer.from(connection.received, 'latin1').toString();
    const end = answer.indexOf('\r\n\r\n');
    return { status: statusOf(answer), head: answer.slice(0, end), body: answer.slice(end + 4) };
  }

  /** Whether neither side has ended it. */
  get isOpen(): boolean {
    return this.socket.readyState === 'open';
  }

  /**
   * Sends a keep-alive request and waits for its answer; one at a time.
   *
   * @param target path and query, percent-encoded
   * @throws LostAnswerError
   */
  get(target: string): Promise<Answer> {
    const waiting = (this.waiting = Promise.withResolvers<Answer>());
    if (this.isOpen) void this.send(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    else this.lose('connection closed');
    return waiting.promise;
  }

  /** @returns when the bytes were handed to the kernel */
  async send(bytes: string): Promise<void> {
    if (this.socket.writable) await new Promise((sent) => this.socket.write(bytes, 'latin1', sent));
  }

  /** Sends the last bytes and closes this side. */
  end(bytes: string): void {
    this.socket.end(bytes, 'latin1');
  }

  /**
   * Waits until both sides are closed.
   *
   * @returns false, with the connection destroyed, if nothing passed for so long
   */
  async closedWithin(silenceMs: number): Promise<boolean> {
    this.isClosing = true;
    this.socket.setTimeout(silenceMs);
    if (!this.socket.closed) await once(this.socket, 'close').catch(() => {});
    return !this.wasSilent;
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(bytes: string): void {
    this.received += bytes;
    if (!this.waiting) return;
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = this.received.slice(0, headEnd);
    const end = headEnd + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.received.length < end) return;
    const body = this.received.slice(headEnd + 4, end);
    this.received = this.received.slice(end);
    if (/\r\nconnection: close/i.test(head)) this.socket.end();
    this.waiting.resolve({ status: statusOf(head), head, body });
    this.waiting = undefined;
  }

  private giveUp(): void {
    if (!this.waiting && !this.isClosing) return;
    this.wasSilent = true;
    this.socket.destroy(new Error(`silent for ${this.socket.timeout} ms`));
  }

  private lose(reason: string): void {
    this.waiting?.reject(new LostAnswerError(reason));
    this.waiting = undefined;
  }
}

function statusOf(head: string): number {
  return Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
}
