/** Visits at a steady rate, whether or not those before them were answered. */
export class SteadyLoad {
  private readonly timer: NodeJS.Timeout;
  private readonly visits = new Set<Promise<void>>();
  private count = 0;

  /**
   * @param urls of services, visited in turn; read anew for each visit
   * @param names visited in turn
   */
  constructor(urls: () => readonly string[], names: readonly string[], perSecond: number) {
    this.timer = setInterval(() => {
      const services = urls();
      const name = names[Math.floor(this.count / services.length) % names.length]!;
      this.pass(`${services[this.count++ % services.length]}/${encodeURIComponent(name)}`);
    }, 1000 / perSecond);
  }

  /** Lets no more come, and returns once all were answered. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.visits);
  }

  private pass(url: string): void {
    const visit = visitOf(url).finally(() => this.visits.delete(visit));
    this.visits.add(visit);
  }
}

/** A service that is being closed refuses, which is not what is tested here. */
async function visitOf(url: string): Promise<void> {
  try {
    await (await fetch(url)).arrayBuffer();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
