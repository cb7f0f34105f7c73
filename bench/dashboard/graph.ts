import type { Panel } from '../../test/support/monitoring.js';
import type { Line } from './plotted-panel.js';
import { ticksUpTo } from './scale.js';
import type { Story } from './story.js';
import { inUnit } from './units.js';

/** A rectangle in pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const colours = '#3a8f7b #d1495b #2e6f95 #d98e04 #8a5a9e #5b7f2b #b5651d #4a4e69 #c06c84 #6c8ead'.split(' ');
/** Of a letter, about. */
const LETTER = 5.2;
/** Seconds between two marks of the time. */
const TIME_STEP_S = 30;

/** The lines of a panel over the time, with scales, thresholds and legend, as SVG. */
export function graph({ fieldConfig }: Panel, lines: readonly Line[], box: Box, story: Story): string {
  const { unit, thresholds, custom, max = Infinity } = fieldConfig!.defaults;
  const values = lines.flatMap((line) => line.values.map(([, value]) => finite(value)));
  const ticks = ticksUpTo(Math.min(max, Math.max(...values)));
  const top = ticks.at(-1)!;
  const area = { x: box.x + 52, y: box.y + 8, width: box.width - 62, height: box.height - 42 };
  const x = (time: number) => round(area.x + ((time - story.start) / (story.end - story.start)) * area.width);
  const y = (value: number) => round(area.y + area.height * (1 - value / top));
  const limits = custom?.thresholdsStyle ? thresholds.steps.filter(({ value }) => value && value <= top) : [];
  return [
    ...ticks.map(
      (tick) => across(area, y(tick), '#e3e6ea') + label(area.x - 5, y(tick) + 3, inUnit(tick, unit), 'end'),
    ),
    ...times(story).map((time) =>
      label(x(time + story.start), area.y + area.height + 12, clock(time), 'middle'),
    ),
    ...limits.map(({ color, value }) => across(area, y(value!), color, '5 3')),
    ...lines.map((line, index) => path(line.values, x, y, colours[index % colours.length]!)),
    legend(lines, box),
  ].join('\n');
}

function path(
  values: Line['values'],
  x: (time: number) => number,
  y: (value: number) => number,
  colour: string,
): string {
  const points = values.filter(([, value]) => Number.isFinite(value));
  // A gap in the data is a gap in the line.
  const steps = points.map(([time, value], index) => {
    const goesOn = index > 0 && time - points[index - 1]![0] < 5;
    return `${goesOn ? 'L' : 'M'}${x(time)} ${y(value)}`;
  });
  return `<path d="${steps.join('')}" fill="none" stroke="${colour}" stroke-width="1.2"/>`;
}

function legend(lines: readonly Line[], { x, y, width, height }: Box): string {
  let left = x + 10;
  const parts: string[] = [];
  for (const [index, { legend: text }] of lines.entries()) {
    const end = left + (text.length + 4) * LETTER;
    if (end > x + width - 20) {
      parts.push(label(left, y + height - 6, `+ ${lines.length - index}`, 'start'));
      break;
    }
    parts.push(
      `<rect x="${round(left)}" y="${y + height - 13}" width="7" height="7" fill="${colours[index % colours.length]}"/>`,
    );
    parts.push(label(left + 10, y + height - 6, text, 'start'));
    left = end;
  }
  return parts.join('\n');
}

function across({ x, width }: Box, y: number, colour: string, dashes = ''): string {
  const style = dashes && ` stroke-dasharray="${dashes}"`;
  return `<line x1="${x}" x2="${x + width}" y1="${y}" y2="${y}" stroke="${colour}"${style}/>`;
}

function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped}</text>`;
}

function times({ start, end }: Story): number[] {
  return Array.from(
    { length: Math.floor((end - start) / TIME_STEP_S) + 1 },
    (_, index) => index * TIME_STEP_S,
  );
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
