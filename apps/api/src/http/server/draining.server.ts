import {
  type IncomingMessage,
  type RequestListener,
  Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SHUTDOWN_BUDGET_MS } from '@app/config';
import { writeAnswer } from '../answer.js';
import { errorAnswer } from '../error.envelope.js';
import { TurnQueue } from './turn.queue.js';

/** A host and a port of RFC 3986, or nothing. Node joins two Host headers by a comma and a space, which no host has. */
const host = /^(?:\[[\da-fv.:]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i;
/** A connection without a request is cut once it was silent for this long; busy clients send the next one sooner. */
const QUIET_MS = 300;
/** Time between two checks of the connections while the server closes. */
const CHECK_EVERY_MS = 50;
/** A connection that is closing is cut after this long, which no answer takes. */
export const ANSWER_LIMIT_MS = SHUTDOWN_BUDGET_MS.requests;

/** Answers a request, or returns false to leave it to somebody else. */
export type RequestTaker = (request: IncomingMessage, response: ServerResponse) => boolean;

interface Client {
  /** The answer to its newest request; earlier ones were sent before it (RFC 9112, section 9.3.2). */
  answer?: ServerResponse;
  bytesRead: number;
  quietSince: number;
}

/**
 * An HTTP server whose `close()` drops nothing: it stops listening, lets each client that is using its connection get
 * one more answer (the application adds `Connection: close` to it), and cuts only silent connections, including those
 * that never sent a request. Node's own `close()` cuts a connection between two requests, which a client that is just
 * sending the next one sees as a reset, and waits forever for one that never sent any.
 */
export class DrainingServer extends Server {
  private readonly clients = new Map<Socket, Client>();
  private readonly turns = new TurnQueue();
  private takes: RequestTaker = () => false;
  /** Node's own, which its types lack: who closes one side after a request still gets the answer. */
  protected readonly httpAllowHalfOpen = true;

  constructor(options: ServerOptions, listener: RequestListener) {
    super(options, (request, response) => {
      const client = this.clients.get(request.socket);
      const isPipelined = client?.answer?.writableEnded === false;
      if (client) client.answer = response;
      const begin = () => {
        if (refuseInvalid(request, response) || this.takes(request, response)) return;
        listener(request, response);
      };
      // One request of a connection waits at most, however many a client sends ahead of the answers.
      if (isPipelined) begin();
      else this.turns.begin(begin);
    });
    this.on('connection', (socket: Socket) => this.track(socket));
  }

  /** Offers each valid request to `taker` before the listener. */
  offerFirst(taker: RequestTaker): void {
    this.takes = taker;
  }

  /** Whether the newest request on a connection, which has an answer by its head, is not complete. */
  isReceivingBody(socket: Duplex): boolean {
    return this.clients.get(socket as Socket)?.answer?.req.complete === false;
  }

  /** Returns once all requests that arrived on a connection are answered, or it is closed. */
  async answered(socket: Duplex): Promise<void> {
    const answer = this.clients.get(socket as Socket)?.answer;
    if (!answer || answer.closed) return;
    await new Promise<void>((resolve) => {
      for (const either of [answer, socket]) either.once('close', () => resolve());
    });
  }

  /** Called by `close()`, which leaves it to choose the connections. */
  override closeIdleConnections(): void {
    const startedAt = performance.now();
    const check = () => {
      const now = performance.now();
      for (const [socket, client] of this.clients) {
        if (now - startedAt > ANSWER_LIMIT_MS || this.isQuiet(socket, client, now)) socket.destroy();
      }
      if (this.clients.size === 0) clearInterval(timer);
    };
    const timer = setInterval(check, CHECK_EVERY_MS);
    check();
  }

  private track(socket: Socket): void {
    this.turns.accepted();
    this.clients.set(socket, { bytesRead: 0, quietSince: performance.now() });
    socket.once('close', () => this.clients.delete(socket));
  }

  private isQuiet(socket: Socket, client: Client, now: number): boolean {
    const isAnswering = client.answer?.closed === false;
    if (isAnswering || client.bytesRead !== socket.bytesRead) {
      client.bytesRead = socket.bytesRead;
      client.quietSince = now;
    }
    return now - client.quietSince >= QUIET_MS;
  }
}

/**
 * Answers what RFC 9112 wants refused but Node's parser lets through.
 *
 * @returns whether the request was refused
 */
function refuseInvalid(request: IncomingMessage, response: ServerResponse): boolean {
  const fault = faultOf(request);
  if (fault === undefined) return false;
  writeAnswer(request, response, errorAnswer(400, fault, { connection: 'close' }));
  return true;
}

function faultOf({ httpVersion, headers }: IncomingMessage): string | undefined {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 'A request line ends with HTTP/1.1 or HTTP/1.0.';
  // Section 3.2; HTTP/1.0 needs none.
  if (headers.host === undefined ? httpVersion === '1.1' : !host.test(headers.host))
    return 'An HTTP/1.1 request needs one valid Host header.';
  // Sections 6.1 and 6.3: where the body ends is not known otherwise.
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && (httpVersion === '1.0' || coding.toLowerCase() !== 'chunked'))
    return 'The only transfer coding that is understood is chunked, in HTTP/1.1.';
  return undefined;
}
