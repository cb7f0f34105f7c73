import { fastify } from 'fastify';

const server = fastify();
const body = JSON.stringify(
  { statusCode: 200, data: { name: 'charmander', type: 'fuego', count: 1 } },
  null,
  4,
);

server.get('/:name', async (_request, reply) => {
  reply.header('Content-Type', 'application/json; charset=utf-8');
  return body;
});

await server.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
