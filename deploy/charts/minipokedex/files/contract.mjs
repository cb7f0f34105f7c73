// `helm test`: asks a running service what it promises. Usage: contract.mjs ADDRESS
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const address = process.argv[2];

const ask = (path, method = 'GET') => fetch(address + path, { method, signal: AbortSignal.timeout(5000) });

// Where network policies are enforced, a pod is let out only once all nodes know it.
before(async () => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask('/health/live');
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(200);
    }
  }
});

const answerOf = (count) =>
  `{
    "statusCode": 200,
    "data": {
        "name": "charmander",
        "type": "fuego",
        "count": ${count}
    }
}`;

test('a visit is answered byte for byte, with a number', async () => {
  const answer = await ask('/charmander');
  const body = await answer.text();
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  const { count } = JSON.parse(body).data;
  assert.ok(Number.isInteger(count) && count > 0, `count is ${count}`);
  assert.equal(body, answerOf(count));
});

test('no two visits get the same number', async () => {
  const visits = Array.from({ length: 50 }, async () => (await ask('/charmander')).json());
  const counts = (await Promise.all(visits)).map(({ data }) => data.count);
  assert.equal(new Set(counts).size, counts.length, `counts: ${counts}`);
});

test('HEAD is answered like GET, without a body', async () => {
  const answer = await ask('/charmander', 'HEAD');
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), '');
});

test('the list has the Pokémon', async () => {
  const { data } = await (await ask('/')).json();
  assert.ok(data.some(({ name }) => name === 'charmander'));
});

for (const [path, method, status, type] of [
  ['/missingno', 'GET', 404, 'RESOURCE_NOT_FOUND'],
  ['/a/b', 'GET', 404, 'RESOURCE_NOT_FOUND'],
  ['/%3F', 'GET', 400, 'BAD_REQUEST'],
  ['/charmander', 'POST', 405, 'NOT_ALLOWED'],
]) {
  test(`${method} ${path} is answered ${status} ${type}`, async () => {
    const answer = await ask(path, method);
    const body = await answer.json();
    assert.equal(answer.status, status);
    assert.equal(body.statusCode, status);
    assert.equal(body.error.type, type);
    assert.match(answer.headers.get('x-request-id'), /^[A-Za-z0-9._-]{1,128}$/);
  });
}

for (const path of ['/health/live', '/health/ready', '/health', '/version', '/openapi.json']) {
  test(`GET ${path} is answered 200`, async () => {
    assert.equal((await ask(path)).status, 200);
  });
}
