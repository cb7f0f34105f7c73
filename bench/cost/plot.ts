const WIDTH = 720;
const HEIGHT = 400;
/** Where the axes lie. */
const BOX = { left: 70, right: 530, top: 20, bottom: 350 };
/** Okabe and Ito's, which those who see no red or no green tell apart, and which show on white and on black. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

/** A logarithmic axis: its title, and the decades at its ends. */
export interface Axis {
  title: string;
  from: number;
  to: number;
}

/**
 * Draws functions over logarithmic axes, as SVG.
 *
 * @param lines functions by their names, of at most four colours
 */
export function logPlot(lines: Readonly<Record<string, (x: number) => number>>, x: Axis, y: Axis): string {
  const drawn = Object.entries(lines).map(([name, of], index) => {
    const colour = COLOURS[index]!;
    const label = text(`x="${BOX.right + 12}" y="${BOX.top + 20 + 22 * index}"`, name, colour);
    return `<path d="${pathOf(of, x, y)}" fill="none" stroke="${colour}" stroke-width="2"/>${label}`;
  });
  const head = `viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${head}>`,
    ...decades(x).map((value) => {
      const at = acrossOf(value, x);
      return `${gridLine(`M${at} ${BOX.top}V${BOX.bottom}`)}${text(`x="${at}" y="${BOX.bottom + 18}" text-anchor="middle"`, value)}`;
    }),
    ...decades(y).map((value) => {
      const at = downOf(value, y);
      return `${gridLine(`M${BOX.left} ${at}H${BOX.right}`)}${text(`x="${BOX.left - 8}" y="${at}" dy="4" text-anchor="end"`, value)}`;
    }),
    text(`x="300" y="${HEIGHT - 10}" text-anchor="middle"`, x.title),
    text('transform="translate(14 185) rotate(-90)" text-anchor="middle"', y.title),
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

/** The part of a line that lies between the axes' ends. */
function pathOf(of: (x: number) => number, x: Axis, y: Axis): string {
  const points = Array.from({ length: 301 }, (_, step) => 10 ** (x.from + ((x.to - x.from) * step) / 300))
    .map((at) => [at, of(at)] as const)
    .filter(([, value]) => value >= 10 ** y.from && value <= 10 ** y.to);
  return `M${points.map(([at, value]) => `${acrossOf(at, x)} ${downOf(value, y)}`).join('L')}`;
}

const acrossOf = (value: number, { from, to }: Axis) =>
  (BOX.left + ((BOX.right - BOX.left) * (Math.log10(value) - from)) / (to - from)).toFixed(1);
const downOf = (value: number, { from, to }: Axis) =>
  (BOX.bottom - ((BOX.bottom - BOX.top) * (Math.log10(value) - from)) / (to - from)).toFixed(1);

const decades = ({ from, to }: Axis) =>
  Array.from({ length: to - from + 1 }, (_, step) => 10 ** (from + step));

const gridLine = (path: string) => `<path d="${path}" stroke="#80808040"/>`;
const text = (at: string, words: string | number, fill = '#808080') =>
  `<text ${at} fill="${fill}">${words.toLocaleString('en', { maximumFractionDigits: 4 })}</text>`;
