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

/** The service ended a connection with a request on it, or stayed silent. */
export class LostAnswerError extends Error {
  override readonly name = 'LostAnswerError';
}

/** A keep-alive connection that asks one question at a time: as little HTTP/1.1 as the service's answers need. */
export class HttpConnection {
  private received = '';
  private waiting?: PromiseWithResolvers<Answer>;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1').setNoDelay();
    socket.setTimeout(PATIENCE_MS, () => {
      if (this.waiting) socket.destroy(new Error(`silent for ${PATIENCE_MS} ms`));
    });
    socket.on('data', (text: string) => this.receive(text));
    socket.on('error', (error) => this.lose(error.message));
    socket.on('close', () => this.lose('connection closed'));
  }

  /** @throws the socket's error if nobody listens */
  static async open(port: number): Promise<HttpConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  /** Whether it can be asked. */
  get isOpen(): boolean {
    return !this.socket.destroyed && this.socket.readyState === 'open';
  }

  /**
   * @param target path and query, percent-encoded
   * @throws LostAnswerError
   */
  ask(target: string): Promise<Answer> {
    const waiting = (this.waiting = Promise.withResolvers<Answer>());
    if (this.isOpen) this.socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    else this.lose('connection closed');
    return waiting.promise;
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(text: string): void {
    this.received += text;
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = this.received.slice(0, headEnd);
    const end = headEnd + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.received.length < end) return;
    const body = this.received.slice(headEnd + 4, end);
    this.received = this.received.slice(end);
    if (/\r\nconnection: close/i.test(head)) this.socket.end();
    this.waiting?.resolve({ status: Number(head.slice(9, 12)), head, body });
    this.waiting = undefined;
  }

  private lose(reason: string): void {
    this.waiting?.reject(new LostAnswerError(reason));
    this.waiting = undefined;
  }
}
