import { fastify } from 'fastify';
import { Redis } from 'ioredis';
import { readRows } from '../rows.js';

const { PORT, REDIS_HOST, REDIS_PORT, ROWS_FILE } = process.env;

const rows = readRows(ROWS_FILE!);
const redis = new Redis({ host: REDIS_HOST!, port: Number(REDIS_PORT) });
const server = fastify();

server.setReplySerializer((payload) => JSON.stringify(payload, null, 4));
server.get<{ Params: { name: string } }>('/:name', async (request, reply) => {
  const row = rows.get(request.params.name);
  if (!row) return reply.callNotFound();
  const count = await redis.incr(`fastify:${row.name}`);
  return { statusCode: 200, data: { name: row.name, type: row.type, count } };
});

await server.listen({ port: Number(PORT), host: '127.0.0.1' });
