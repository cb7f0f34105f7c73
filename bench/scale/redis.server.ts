import type { Batch, World } from './replica.js';

interface Command {
  batch: Batch;
  onAnswer: () => void;
}

/**
 * Redis's one thread: a turn of its event loop runs all commands that have come in, then writes and syncs the file once
 * for all of them (`appendfsync always`), and only then answers them.
 */
export class RedisServer {
  /** What it has done so far. */
  spent = { commands: 0, cpuUs: 0, syncUs: 0 };
  private waiting: Command[] = [];
  private turning = false;

  constructor(private readonly world: World) {}

  receive(command: Command): void {
    this.waiting.push(command);
    if (!this.turning) this.turn();
  }

  private turn(): void {
    const commands = this.waiting;
    this.waiting = [];
    this.turning = commands.length > 0;
    if (!this.turning) return;
    const { commandUs, nameUs, syncUs } = this.world.scenario;
    const names = commands.reduce((sum, { batch }) => sum + batch.names.size, 0);
    const cpuUs = commands.length * commandUs + names * nameUs;
    this.world.later(cpuUs + syncUs, () => {
      this.spent.commands += commands.length;
      this.spent.cpuUs += cpuUs;
      this.spent.syncUs += syncUs;
      for (const { onAnswer } of commands) onAnswer();
      this.turn();
    });
  }
}
