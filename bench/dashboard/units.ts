/** A value as Grafana writes it in this unit. */
export function inUnit(value: number, unit: string): string {
  switch (unit) {
    case 's':
      return seconds(value);
    case 'bytes':
      return `${digits(value / 2 ** 20)} MiB`;
    case 'percentunit':
      return `${Number((value * 100).toPrecision(5))} %`;
    case 'reqps':
      return `${thousands(value)}/s`;
    default:
      return thousands(value);
  }
}

function seconds(value: number): string {
  if (value === 0) return '0 s';
  if (value < 0.001) return `${digits(value * 1e6)} µs`;
  return value < 1 ? `${digits(value * 1000)} ms` : `${digits(value)} s`;
}

function thousands(value: number): string {
  if (value >= 1e6) return `${digits(value / 1e6)} M`;
  return value >= 1000 ? `${digits(value / 1000)} k` : digits(value);
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
