/** A series of a scrape. */
export interface Series {
  metric: string;
  labels: Record<string, string>;
}

/** The series of an answer in Prometheus's text format. */
export function readExposition(text: string): Series[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, metric, labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line)!;
      const pairs = labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
      return {
        metric: metric!,
        labels: Object.fromEntries([...pairs].map(([, label, value]) => [label!, value!])),
      };
    });
}
