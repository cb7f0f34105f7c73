import { Counter, type CounterConfiguration, Gauge, type GaugeConfiguration } from 'prom-client';

/** One value, or one for each combination of labels. */
type Values<Label extends string> = number | Iterable<readonly [Record<Label, string>, number]>;

type Collected<Label extends string, Configuration> = Omit<Configuration, 'collect'> & {
  /** Reads what a scrape reports. */
  read: () => Values<Label>;
};

/** Registers a counter that is read at each scrape: for totals that are kept as plain numbers, since they rise often. */
export function collectCounter<Label extends string = never>({
  read,
  ...configuration
}: Collected<Label, CounterConfiguration<Label>>): Counter<Label> {
  return new Counter<Label>({
    ...configuration,
    collect() {
      this.reset();
      const values = read();
      if (typeof values === 'number') this.inc(values);
      else for (const [labels, value] of values) this.inc(labels, value);
    },
  });
}

/** Registers a gauge that is read at each scrape. */
export function collectGauge<Label extends string = never>({
  read,
  ...configuration
}: Collected<Label, GaugeConfiguration<Label>>): Gauge<Label> {
  return new Gauge<Label>({
    ...configuration,
    collect() {
      const values = read();
      if (typeof values === 'number') this.set(values);
      else for (const [labels, value] of values) this.set(labels, value);
    },
  });
}
