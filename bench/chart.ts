import type { CandidateId } from './candidates.js';
import type { Results } from './results.js';

const colours: Record<CandidateId, string> = {
  ours: '#d1495b',
  traced: '#e8a0a8',
  fastify: '#2e6f95',
  'nest-express': '#8a5a9e',
  go: '#3a8f7b',
  constant: '#9aa5b1',
  unbundled: '#000000',
};

const WIDTH = 860;
const LEFT = 240;
const BAR = 18;
const GAP = 34;
const FULL = WIDTH - LEFT - 90;

/** Requests a second of each candidate, a group of bars a load, as SVG. */
export function throughputChart(results: Results): string {
  const { candidates, loads } = results;
  const group = candidates.length * BAR + GAP;
  const values = loads.map((load) => candidates.map(({ id }) => results.load(id, load.id, 'perSecond')));
  const scale = FULL / Math.max(...values.flat());
  const groups = loads.map((load, row) => {
    const top = 20 + row * group;
    const bars = candidates.map(({ id, title }, place) =>
      bar(title, colours[id], values[row]![place]!, scale, top + 8 + place * BAR),
    );
    return [`<text x="10" y="${top}" font-weight="bold">${load.title}, requests/s</text>`, ...bars].join(
      '\n',
    );
  });
  const height = 10 + loads.length * group;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<title>Requests a second</title>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${groups.join('\n')}
</svg>
`;
}

function bar(title: string, colour: string, value: number, scale: number, top: number): string {
  const width = Math.round(value * scale);
  const middle = top + BAR / 2 + 3;
  return [
    `<text x="${LEFT - 8}" y="${middle}" text-anchor="end">${title}</text>`,
    `<rect x="${LEFT}" y="${top}" width="${width}" height="${BAR - 3}" fill="${colour}"/>`,
    `<text x="${LEFT + width + 6}" y="${middle}">${Math.round(value).toLocaleString('en')}</text>`,
  ].join('\n');
}
