import type { Panel } from '../../test/support/monitoring.js';
import { type Box, graph } from './graph.js';
import type { PlottedPanel } from './plotted-panel.js';
import type { Story } from './story.js';
import { inUnit } from './units.js';

/** Pixels of a column and of a unit of height in Grafana's grid. */
const COLUMN = 48;
const UNIT = 24;
const GAP = 4;

/** The dashboard as Grafana lays it out, as SVG. */
export function dashboardPicture(panels: readonly PlottedPanel[], story: Story): string {
  const height = UNIT * Math.max(...panels.map(({ panel: { gridPos: place } }) => place.y + place.h)) + GAP;
  const width = 24 * COLUMN + GAP;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="9.5" fill="#3c434b">
<title>The dashboard of minipokedex</title>
<rect width="${width}" height="${height}" fill="#f4f5f5"/>
${panels.map((plotted) => panelPicture(plotted, story)).join('\n')}
</svg>
`;
}

function panelPicture({ panel, lines }: PlottedPanel, story: Story): string {
  const { x, y, w, h } = panel.gridPos;
  const box = {
    x: x * COLUMN + GAP,
    y: y * UNIT + GAP,
    width: w * COLUMN - GAP,
    height: h * UNIT - GAP,
  };
  const title = `<text x="${box.x + 8}" y="${box.y + 15}" font-size="11.5" font-weight="bold">${panel.title}</text>`;
  if (panel.type === 'row') return title;
  const frame = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="#ffffff" stroke="#dcdfe3"/>`;
  const inside = { ...box, y: box.y + 18, height: box.height - 18 };
  const content =
    panel.type === 'stat'
      ? stat(panel, lines[0]!.values.at(-1)![1], inside)
      : graph(panel, lines, inside, story);
  return [frame, title, content].join('\n');
}

function stat({ fieldConfig }: Panel, value: number, { x, y, width, height }: Box): string {
  const { unit, thresholds } = fieldConfig!.defaults;
  const { color } = thresholds.steps.findLast(({ value: least }) => least === null || value >= least)!;
  return `<text x="${x + width / 2}" y="${y + height / 2 + 8}" text-anchor="middle" font-size="24" fill="${color}">${inUnit(value, unit)}</text>`;
}
