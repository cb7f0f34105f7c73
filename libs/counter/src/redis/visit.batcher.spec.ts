import { setImmediate as turn } from 'node:timers/promises';
import { StoreUnavailableError } from '@app/stores';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeldStore } from '../testing/held.store.js';
import { VisitBatcher, type VisitBatcherOptions } from './visit.batcher.js';

let store: HeldStore;

function batcher(options: Partial<VisitBatcherOptions> = {}): VisitBatcher {
  return new VisitBatcher({
    lanes: [store],
    maxNames: 100,
    maxWaiting: 100,
    patienceMs: 250,
    refuses: false,
    onPostponed: () => {},
    ...options,
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  store = new HeldStore();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('VisitBatcher', () => {
  it('sends the visits of one turn together, and numbers them in their order', async () => {
    const visits = batcher();
    const numbers = Promise.all(['mew', 'abra', 'mew'].map((name) => visits.visit(name)));
    await turn();
    expect(store.sent).toEqual(['mew 2, abra 1']);
    store.letGo();
    expect(await numbers).toEqual([1, 1, 2]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gathers what arrives while all lanes are busy into the next batch', async () => {
    const visits = batcher({ lanes: [store, store] });
    const numbers = [];
    for (let turns = 0; turns < 5; turns++) {
      numbers.push(visits.visit('mew'));
      await turn();
    }
    expect(store.sent).toEqual(['mew 1', 'mew 1']);
    store.letGo();
    await turn();
    expect(store.sent).toEqual(['mew 1', 'mew 1', 'mew 3']);
    store.letGo();
    store.letGo();
    expect(await Promise.all(numbers)).toEqual([1, 2, 3, 4, 5]);
  });

  it('sends no more names in a batch than it may', async () => {
    const visits = batcher({ lanes: [store, store], maxNames: 2 });
    const numbers = Promise.all(['a', 'b', 'a', 'c', 'a'].map((name) => visits.visit(name)));
    await turn();
    expect(store.sent).toEqual(['a 2, b 1', 'c 1, a 1']);
    store.letGo();
    store.letGo();
    expect(await numbers).toEqual([1, 1, 2, 1, 3]);
  });

  it('answers null in time to visits of the same turn that no lane was free for', async () => {
    const visits = batcher({ maxNames: 2 });
    const numbers = Promise.all(['a', 'b', 'c'].map((name) => visits.visit(name)));
    await turn();
    expect(store.sent).toHaveLength(1);
    vi.advanceTimersByTime(250);
    expect(await numbers).toEqual([null, null, null]);
  });

  it('refuses visits beyond its bound at once, and takes new ones when the others are answered', async () => {
    const visits = batcher({ maxWaiting: 2 });
    const numbers = [visits.visit('mew'), visits.visit('mew')];
    await expect(visits.visit('mew')).rejects.toThrow('redis is unavailable: 2 visits are waiting');
    await turn();
    store.letGo();
    expect(await Promise.all(numbers)).toEqual([1, 2]);
    const next = visits.visit('mew');
    await turn();
    store.letGo();
    expect(await next).toBe(3);
  });

  it.each([false, true])('keeps to its bound after visits waited too long (refused: %s)', async (refuses) => {
    const visits = batcher({ maxWaiting: 2, refuses });
    const late = [visits.visit('mew')];
    await turn();
    late.push(visits.visit('abra'));
    vi.advanceTimersByTime(250);
    await Promise.allSettled(late);
    const drained = visits.drain();
    for (let batches = refuses ? 1 : 2; batches > 0; batches--) {
      store.letGo();
      await turn();
    }
    await drained;
    const numbers = [visits.visit('mew'), visits.visit('mew')];
    await expect(visits.visit('mew')).rejects.toThrow('2 visits are waiting');
    await turn();
    store.letGo();
    expect(await Promise.all(numbers)).toEqual([2, 3]);
  });

  it('answers null to visits that wait too long, sent or not, and counts them all the same', async () => {
    const onPostponed = vi.fn<(visits: number) => void>();
    const visits = batcher({ onPostponed });
    const sent = visits.visit('mew');
    await turn();
    const queued = visits.visit('mew');
    vi.advanceTimersByTime(250);
    expect(await Promise.all([sent, queued])).toEqual([null, null]);
    expect(onPostponed.mock.calls).toEqual([[1], [1]]);
    const joining = visits.visit('mew');
    vi.advanceTimersByTime(250);
    expect(await joining).toBeNull();
    const drained = visits.drain();
    store.letGo();
    await turn();
    store.letGo();
    await drained;
    expect(store.sent).toEqual(['mew 1', 'mew 2']);
    expect([...visits.pending()]).toEqual([]);
  });

  it('lets an answer that arrived while the event loop stalled go before the end of patience', async () => {
    const visits = batcher();
    const number = visits.visit('mew');
    await turn();
    vi.advanceTimersByTime(250);
    store.letGo();
    expect(await number).toBe(1);
  });

  it('refuses visits that were not sent in time where it shall, and does not count them', async () => {
    const visits = batcher({ refuses: true, maxNames: 1 });
    const sent = visits.visit('mew');
    await turn();
    const queued = Promise.allSettled(['abra', 'mew', 'abra'].map((name) => visits.visit(name)));
    vi.advanceTimersByTime(250);
    const reason = new StoreUnavailableError('redis', 'no batch could be sent in time');
    for (const outcome of await queued) expect(outcome).toEqual({ status: 'rejected', reason });
    expect(await sent).toBeNull();
    expect([...visits.pending()]).toEqual([['mew', 1]]);
    const next = visits.visit('mew');
    store.letGo();
    await turn();
    store.letGo();
    expect(await next).toBe(2);
    expect(store.sent).toEqual(['mew 1', 'mew 1']);
  });

  it('refuses no visit that was kept before those that wait', async () => {
    const visits = batcher({ refuses: true, lanes: [] });
    visits.keep('mew');
    const refused = visits.visit('mew');
    vi.advanceTimersByTime(250);
    await expect(refused).rejects.toThrow(StoreUnavailableError);
    expect([...visits.pending()]).toEqual([['mew', 1]]);
  });

  it('drains all that was kept, in as many batches as that takes', async () => {
    const visits = batcher({ maxNames: 1 });
    await visits.drain();
    const drained = vi.fn<() => void>();
    visits.keep('mew');
    visits.keep('abra');
    const ended = visits.drain().then(drained);
    await turn();
    store.letGo();
    await turn();
    expect(drained).not.toHaveBeenCalled();
    store.letGo();
    await ended;
    expect(store.sent).toEqual(['mew 1', 'abra 1']);
  });

  it('lists what is not known to be counted, and adds what was kept to the next batch', async () => {
    const visits = batcher();
    visits.keep('mew');
    visits.keep('mew');
    expect([...visits.pending()]).toEqual([['mew', 2]]);
    const number = visits.visit('mew');
    await turn();
    store.letGo();
    expect(await number).toBe(3);
    expect([...visits.pending()]).toEqual([]);
  });
});
