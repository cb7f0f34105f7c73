/** The environment and the streams of a program, as `process` has them. */
export interface Streams {
  env: NodeJS.ProcessEnv;
  stdin: AsyncIterable<Uint8Array>;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/** Longest silence while waiting, in milliseconds. */
const WAIT_INTERVAL_MS = 3000;

/** Where a command reads and writes: only its result goes to standard output, which may be a file or a pipe. */
export class Terminal {
  private lastWaitAt = -Infinity;

  constructor(private readonly streams: Streams) {}

  get environment(): NodeJS.ProcessEnv {
    return this.streams.env;
  }

  get input(): AsyncIterable<Uint8Array> {
    return this.streams.stdin;
  }

  /** Prints a result as it is. */
  print(text: string): void {
    this.streams.stdout.write(text);
  }

  /** Reports progress or trouble, as a line of its own. */
  report(line: string): void {
    this.streams.stderr.write(`${line}\n`);
  }

  /** Reports what is being waited for, at most every few seconds. */
  reportWait(line: string): void {
    if (performance.now() - this.lastWaitAt < WAIT_INTERVAL_MS) return;
    this.lastWaitAt = performance.now();
    this.report(line);
  }
}
