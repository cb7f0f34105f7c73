import { Counter, type CounterConfiguration, Gauge, type GaugeConfiguration } from 'prom-client';

/** One value, or one for each combination of labels; undefined leaves the metric out of the scrape. */
type Values<Label extends string> = number | Iterable<readonly [Record<Label, string>, number]> | undefined;

type Collected<Configuration, Label extends string> = Omit<Configuration, 'collect'> & {
  /** Reads what a scrape reports. */
  read: () => Values<Label> | Promise<Values<Label>>;
};

/** Registers a counter that is read at each scrape: for totals that are kept as plain numbers, since they rise often. */
export function collectCounter<Label extends string = never>({
  read,
  ...configuration
}: Collected<CounterConfiguration<Label>, Label>): Counter<Label> {
  return new Counter<Label>({
    ...configuration,
    async collect() {
      const values = await read();
      this.reset();
      if (values === undefined) this.remove();
      else if (typeof values === 'number') this.inc(values);
      else for (const [labels, value] of values) this.inc(labels, value);
    },
  });
}

/** Registers a gauge that is read at each scrape. */
export function collectGauge<Label extends string = never>({
  read,
  ...configuration
}: Collected<GaugeConfiguration<Label>, Label>): Gauge<Label> {
  return new Gauge<Label>({
    ...configuration,
    async collect() {
      const values = await read();
      if (values === undefined) this.remove();
      else if (typeof values === 'number') this.set(values);
      else for (const [labels, value] of values) this.set(labels, value);
    },
  });
}
