import type { RedisCommand } from '../../libs/counter/src/redis/redis.client.js';
import { countVisits, type Entries, type RedisServer } from './redis.server.js';
import type { VirtualClock } from './virtual.clock.js';

/** A command as the server runs it: at once, except for WAIT. */
type Command = () => unknown;
type Send = (commands: Command[]) => Promise<unknown[]>;

/** Sees, and may change, what a client sends: a place to plant a mistake. */
export type Tamper = (lane: string, number: number, entries: Entries) => [string, number, Entries];

/** What the driver does about silence, in milliseconds after a command: it fails, and the connection is cut. */
const DRIVER = { commandMs: 500, socketMs: 1000 };

/** The server's end of one connection: commands in order, one at a time. */
class Connection {
  open = true;
  private readonly inbox: (() => Promise<void> | void)[] = [];
  private busy = false;
  private readonly term: number;

  constructor(
    private readonly server: RedisServer,
    private readonly clock: VirtualClock,
  ) {
    this.term = server.term;
  }

  receive(run: () => Promise<void> | void): void {
    this.inbox.push(run);
    void this.work();
  }

  private async work(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.inbox.length > 0 && this.term === this.server.term) {
      const frozenMs = this.server.frozenUntil - this.clock.now;
      if (frozenMs > 0) await new Promise<void>((resolve) => this.clock.after(frozenMs, resolve));
      else await this.inbox.shift()!();
    }
    this.busy = false;
  }
}

/** As much of ioredis as the counter uses, over a network that delays, cuts, and delivers late. */
export class FakeRedisClient {
  private connection?: Connection;
  private readonly pending = new Set<(error: Error) => void>();
  private sentUntil = 0;
  private repliedUntil = 0;
  /** WAIT speaks of the writes of its own connection. */
  private lastWrite = 0;
  private ended = false;
  /** An attempt that is cut gives way to the next. */
  private dials = 0;

  constructor(
    private readonly server: RedisServer,
    private readonly clock: VirtualClock,
    private readonly tamper: Tamper = (...sent) => sent,
  ) {
    this.dial();
  }

  on = () => this;
  connect = async () => undefined;
  config = async () => ['', 'always'];
  call = async (...command: RedisCommand) => (await this.send([this.command(command)]))[0];
  hgetall = (key: string) => this.call('hgetall', key);

  /** All that is sent with `exec`, in one go. */
  pipeline = (commands: RedisCommand[]) => ({
    exec: async () =>
      (await this.send(commands.map((each) => this.command(each)))).map((reply) => [null, reply]),
  });

  private command([name, ...args]: RedisCommand): Command {
    const commands = this.commands as unknown as Record<string, (...given: RedisCommand[1][]) => Command>;
    return commands[name]!(...(args as RedisCommand[1][]));
  }

  /** Breaks the connection: what was on its way to the server comes late, or never. */
  cut(): void {
    if (this.connection) this.connection.open = false;
    this.connection = undefined;
    for (const fail of this.pending) fail(new Error('Connection is closed.'));
    this.pending.clear();
    const attempt = ++this.dials;
    this.clock.after(10 + this.clock.upTo(20), () => attempt === this.dials && this.dial());
  }

  disconnect = (reconnect = false) => {
    this.ended ||= !reconnect;
    this.cut();
  };

  private readonly commands = {
    set: () => () => {
      this.server.master.offset += 1;
      return this.written('OK');
    },
    hgetall: () => () =>
      Object.fromEntries([...this.server.master.counts].map(([name, count]) => [name, String(count)])),
    evalsha: (...[, , , lane, number, , json]: [string, number, string, string, number, number, string]) => {
      const sent = this.tamper(lane, number, JSON.parse(json) as Entries);
      return () => this.written(countVisits(this.server.master, ...sent));
    },
    wait: (_: number, ms: number) => () => this.server.wait(this.lastWrite, ms),
  };

  private written<Reply>(reply: Reply): Reply {
    this.lastWrite = this.server.master.offset;
    this.server.replicate();
    return reply;
  }

  private send: Send = (commands) => {
    const { connection, clock } = this;
    if (!connection) return Promise.reject(new Error("Stream isn't writeable"));
    const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
    const settle = () => this.pending.delete(reject);
    this.pending.add(reject);
    this.sentUntil = Math.max(this.sentUntil, clock.now + 0.1 + clock.upTo(2));
    const run = async () => {
      const replies: unknown[] = [];
      for (const command of commands) replies.push(await command());
      if (!connection.open) return;
      this.repliedUntil = Math.max(this.repliedUntil, clock.now + 0.1 + clock.upTo(2));
      clock.after(this.repliedUntil - clock.now, () => connection.open && settle() && resolve(replies));
    };
    clock.after(this.sentUntil - clock.now, () => {
      if (connection.open) connection.receive(run);
      else if (clock.random.fraction() < 0.5) clock.after(clock.upTo(300), () => connection.receive(run));
    });
    let silent = true;
    void promise.finally(() => (silent = false)).catch(() => undefined);
    clock.after(DRIVER.commandMs, () => settle() && reject(new Error('Command timed out')));
    clock.after(DRIVER.socketMs, () => silent && this.connection === connection && this.cut());
    return promise;
  };

  private dial(): void {
    if (this.ended) return;
    this.connection = new Connection(this.server, this.clock);
    this.sentUntil = this.repliedUntil = this.lastWrite = 0;
  }
}
