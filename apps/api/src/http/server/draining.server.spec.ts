import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { DrainingServer } from './draining.server.js';

let server: DrainingServer;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function listen(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  server = new DrainingServer({}, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function ask(port: number): Promise<number> {
  const [response] = (await once(get({ port, agent }), 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode!;
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

function closed(): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}

describe('DrainingServer', () => {
  afterEach(() => {
    agent.destroy();
    server.closeAllConnections();
  });

  it('finishes the request in flight before it closes', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<ServerResponse>();
    const port = await listen((_request, response) => arrive(response));
    const answer = ask(port);
    const response = await arrived;
    const closing = closed();
    response.setHeader('Connection', 'close').end('late');
    expect(await answer).toBe(200);
    await closing;
  });

  it('answers one more request on a connection that was just used', async () => {
    const port = await listen((_request, response) => {
      if (!server.listening) response.setHeader('Connection', 'close');
      response.end('ok');
    });
    await ask(port);
    const closing = closed();
    expect(await ask(port)).toBe(200);
    await closing;
  });

  it('cuts connections that never sent a request', async () => {
    const port = await listen((_request, response) => void response.end());
    const silent = await open(port);
    const cut = once(silent, 'close');
    await closed();
    expect(await cut).toEqual([false]);
  });

  it('refuses new connections once it closes', async () => {
    const port = await listen((_request, response) => void response.end());
    const closing = closed();
    await expect(open(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await closing;
  });

  it('keeps no more than one request of a client waiting, however many are sent ahead of the answers', async () => {
    const { promise: nextTurn, resolve } = Promise.withResolvers<number>();
    let begun = 0;
    const port = await listen(() => {
      begun += 1;
      if (begun === 1) setImmediate(() => resolve(begun));
    });
    const client = await open(port);
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(300));
    expect(await nextTurn).toBe(300);
    client.destroy();
    await closed();
  });
});
