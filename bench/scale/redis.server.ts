import type { Batch, World } from './replica.js';
import type { Scenario } from './scenario.js';

interface Command {
  batch: Batch;
  onAnswer: () => void;
}

/** What a server has done so far. */
export interface Spent {
  commands: number;
  cpuUs: number;
  syncUs: number;
}

/**
 * Redis's one thread: a turn of its event loop runs all commands that have come in, then writes and syncs the file once
 * for all of them (`appendfsync always`), and only then answers them.
 */
export class RedisServer {
  readonly spent: Spent = { commands: 0, cpuUs: 0, syncUs: 0 };
  private readonly scenario: Scenario;
  private readonly later: World['later'];
  private waiting: Command[] = [];
  private turning = false;

  constructor(scenario: Scenario, later: World['later']) {
    this.scenario = scenario;
    this.later = later;
  }

  receive(command: Command): void {
    this.waiting.push(command);
    if (!this.turning) this.turn();
  }

  private turn(): void {
    const commands = this.waiting;
    this.waiting = [];
    this.turning = commands.length > 0;
    if (!this.turning) return;
    const { commandUs, nameUs, syncUs } = this.scenario;
    const names = commands.reduce((sum, { batch }) => sum + batch.names.size, 0);
    const cpuUs = commands.length * commandUs + names * nameUs;
    this.later(cpuUs + syncUs, () => {
      this.spent.commands += commands.length;
      this.spent.cpuUs += cpuUs;
      this.spent.syncUs += syncUs;
      for (const { onAnswer } of commands) onAnswer();
      this.turn();
    });
  }
}
