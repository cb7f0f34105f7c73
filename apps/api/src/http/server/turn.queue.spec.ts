import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { TurnQueue } from './turn.queue.js';

describe('TurnQueue', () => {
  it('begins requests in their order, at once until a turn has had enough of them, and the others in the next turns', async () => {
    const turns = new TurnQueue();
    const begun: number[] = [];
    for (let request = 0; request < 200; request += 1) turns.begin(() => begun.push(request));
    const atOnce = begun.length;
    expect(atOnce).toBeGreaterThan(0);
    expect(atOnce).toBeLessThan(100);
    await nextTurn();
    expect(begun).toHaveLength(2 * atOnce);
    turns.begin(() => begun.push(200));
    while (begun.length < 201) await nextTurn();
    expect(begun).toEqual(Array.from({ length: 201 }, (_, request) => request));
  });

  it('begins fewer while connections come in, so that they come in faster', async () => {
    const turns = new TurnQueue();
    let begun = 0;
    for (let request = 0; request < 200; request += 1) turns.begin(() => (begun += 1));
    const perTurn = begun;
    turns.accepted();
    await nextTurn();
    expect(begun - perTurn).toBeLessThan(perTurn / 4);
    const withAccepted = begun;
    await nextTurn();
    expect(begun - withAccepted).toBe(perTurn);
  });

  it('begins a request at once again when the earlier ones are over', async () => {
    const turns = new TurnQueue();
    let begun = 0;
    for (let request = 0; request < 150; request += 1) turns.begin(() => (begun += 1));
    for (let turn = 0; turn < 4; turn += 1) await nextTurn();
    turns.begin(() => (begun += 1));
    expect(begun).toBe(151);
  });
});
