import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { isFault, SERVICES, type Service, Stack } from './stack.js';
import { Visitors } from './visitors.js';

const PORT = Number(process.env['PORT'] ?? 8090);
/** Served afresh, so that it may be edited while the demonstration runs. */
const PAGE = 'bench/demo/panel.html';

console.log('Starting the stack, which takes half a minute…');
const stack = await Stack.up();
const visitors = new Visitors(stack.port, stack.metricsPort);
const watching = new Set<ServerResponse>();

const panel = createServer((request, response) => {
  const [fault = '', service = ''] = request.url!.split('/').slice(1);
  if (request.method === 'GET' && request.url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    watching.add(response.on('close', () => watching.delete(response)));
  } else if (request.method === 'GET' && request.url === '/') {
    void readFile(PAGE).then((page) => response.setHeader('content-type', 'text/html').end(page));
  } else if (request.method === 'POST' && isFault(fault, service)) {
    stack.inflict(fault, service as Service).then(
      () => response.end(),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  } else {
    response.writeHead(404).end(`GET / and /events, or POST /{cut,kill,freeze,restart,heal}/{${SERVICES}}`);
  }
});
// Only for this machine: whoever reaches it can end the containers.
panel.listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT} shows it; Ctrl-C ends it`));

const timer = setInterval(async () => {
  const event = { sample: visitors.take(), verdict: await visitors.verdict() };
  for (const response of watching) response.write(`data: ${JSON.stringify(event)}\n\n`);
}, 1000);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    clearInterval(timer);
    panel.close();
    panel.closeAllConnections();
    await visitors.stop();
    await stack.down();
  });
