import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** In bytes: about a hundred of a neighbour's values find room beside the counts. */
const ROOM = 2 ** 20;
const VALUE = 'x'.repeat(10_000);

/** Somebody else's keys fill a Redis without a pause, so that it evicts keys at random. */
export class Neighbour {
  /** Keys of the counter that were evicted, once for each time. */
  readonly evicted: string[] = [];
  private over = false;
  private readonly writing: Promise<void>;

  private constructor(
    private readonly redis: Redis,
    private readonly listener: Redis,
  ) {
    listener.on('message', (_, key) => key.startsWith('minipokedex:') && this.evicted.push(key));
    this.writing = this.write();
  }

  /** @param victims `volatile`: only keys with a time to live are evicted, as records are, and not the counts */
  static async moveInto(port: number, victims: 'volatile' | 'allkeys'): Promise<Neighbour> {
    const [redis, listener] = [new Redis(port), new Redis(port)];
    const used = Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))![1]);
    await redis.config('SET', 'notify-keyspace-events', 'Ee', 'maxmemory-policy', `${victims}-random`);
    await redis.config('SET', 'maxmemory', used + ROOM);
    await listener.subscribe('__keyevent@0__:evicted');
    return new Neighbour(redis, listener);
  }

  async moveOut(): Promise<void> {
    this.over = true;
    await this.writing;
    await this.redis.config('SET', 'maxmemory', 0);
    this.redis.disconnect();
    this.listener.disconnect();
  }

  private async write(): Promise<void> {
    for (let key = 0; !this.over; key++) {
      await this.redis.set(`neighbour:${key}`, VALUE, 'EX', 3600);
      // Leaves the visitors their part of the disk.
      await sleep(1);
    }
  }
}
