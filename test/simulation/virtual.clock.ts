import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import { Random } from '@app/testing';

const realImmediate = setImmediate;

class Timer {
  constructor(
    public at: number,
    readonly run: () => void,
  ) {}
  ref = () => this;
  unref = () => this;
}

/**
 * Time and chance of one history. While it is installed, every timer of the process waits for its turn here: the
 * earliest event runs, then all promises that it settled, then the next. So a seed decides all that happens.
 */
export class VirtualClock {
  now = 0;
  readonly random: Random;
  /** The latest first. */
  private readonly timers: Timer[] = [];
  private readonly cancelled = new WeakSet<object>();

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** Runs something after so many milliseconds. */
  after(ms: number, run: () => void): Timer {
    return this.queue(new Timer(this.now + ms, run));
  }

  private queue(timer: Timer): Timer {
    const later = this.timers.findLastIndex(({ at }) => at > timer.at);
    this.timers.splice(later + 1, 0, timer);
    return timer;
  }

  /** A moment before `ms`, of any fraction. */
  upTo(ms: number): number {
    return ms * this.random.fraction();
  }

  /** Lets time pass until this moment. */
  async run(until: number): Promise<void> {
    await settled();
    while ((this.timers.at(-1)?.at ?? Infinity) <= until) {
      const timer = this.timers.pop()!;
      if (this.cancelled.has(timer)) continue;
      this.now = timer.at;
      timer.run();
      await settled();
    }
    this.now = until;
  }

  /** Replaces the timers of the process; the returned function restores them. */
  install(): () => void {
    const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = globalThis;
    const sleep = timersPromises.setTimeout;
    const cancel = (timer?: object) => timer && this.cancelled.add(timer);
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms = 0) => this.after(Math.max(ms, 0.001), run),
      setImmediate: (run: () => void) => this.after(0, run),
      setInterval: (run: () => void, ms: number) => {
        const timer = this.after(ms, () => {
          run();
          timer.at = this.now + ms;
          this.queue(timer);
        });
        return timer;
      },
      clearTimeout: cancel,
      clearImmediate: cancel,
      clearInterval: cancel,
    });
    performance.now = () => this.now;
    const sleepHere = (ms: number) => new Promise<void>((resolve) => this.after(ms, resolve));
    timersPromises.setTimeout = sleepHere as typeof sleep;
    // So that what is imported by name follows.
    syncBuiltinESMExports();
    return () => {
      Object.assign(globalThis, {
        setTimeout,
        setInterval,
        setImmediate,
        clearTimeout,
        clearInterval,
        clearImmediate,
      });
      Reflect.deleteProperty(performance, 'now');
      timersPromises.setTimeout = sleep;
      syncBuiltinESMExports();
    };
  }
}

/** Returns when no promise and no tick is left to run. */
function settled(): Promise<void> {
  return new Promise((resolve) => realImmediate(resolve));
}
