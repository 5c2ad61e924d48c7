/** A line chart as SVG: time in minutes to the right, several lines with a legend, and marks where something happened. */

export type Line = {
  readonly name: string;
  readonly points: ReadonlyArray<readonly [seconds: number, value: number]>;
};
export type Mark = { readonly seconds: number; readonly text: string };

const [WIDTH, HEIGHT] = [860, 320];
const PLOT = { left: 64, top: 40, right: 700, bottom: 280 };
const COLOURS = [
  '#0b6e99',
  '#c2410c',
  '#15803d',
  '#7e22ce',
  '#b91c1c',
  '#0f766e',
  '#a16207',
  '#475569',
  '#be185d',
  '#1d4ed8',
];
/** More points than pixels make the file large and the picture no better. */
const MOST_POINTS = 300;

export function drawChart(
  title: string,
  unit: string,
  lines: readonly Line[],
  marks: readonly Mark[] = [],
): string {
  const all = lines.flatMap(({ points }) => points);
  const lastSecond = Math.max(1, ...all.map(([seconds]) => seconds));
  const top = niceCeiling(Math.max(1, ...all.map(([, value]) => value)));
  const x = (seconds: number): number => PLOT.left + (seconds / lastSecond) * (PLOT.right - PLOT.left);
  const y = (value: number): number => PLOT.bottom - (value / top) * (PLOT.bottom - PLOT.top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(PLOT.left, 20, `${title} (${unit})`, 'font-size="14" font-weight="bold"'),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      line(PLOT.left, y(top * share), PLOT.right, y(top * share), '#e2e8f0'),
      text(PLOT.left - 6, y(top * share) + 4, short(top * share), 'text-anchor="end" fill="#475569"'),
    ]),
    ...minutes(lastSecond).map((minute) =>
      text(x(minute * 60), PLOT.bottom + 16, `${minute} min`, 'text-anchor="middle" fill="#475569"'),
    ),
    ...marks.flatMap(({ seconds, text: what }, index) => [
      line(x(seconds), PLOT.top, x(seconds), PLOT.bottom, '#94a3b8', 'stroke-dasharray="3 3"'),
      text(x(seconds) + 3, PLOT.top + 10 + 12 * (index % 4), what, 'fill="#64748b" font-size="10"'),
    ]),
    ...lines.flatMap(({ name, points }, index) => {
      const colour = COLOURS[index % COLOURS.length] ?? '#000000';
      const path = thin(points).map(([seconds, value]) => `${x(seconds).toFixed(1)},${y(value).toFixed(1)}`);
      return [
        `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
        line(PLOT.right + 12, PLOT.top + 18 * index, PLOT.right + 32, PLOT.top + 18 * index, colour),
        text(PLOT.right + 38, PLOT.top + 18 * index + 4, name),
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}

const line = (x1: number, y1: number, x2: number, y2: number, colour: string, more = ''): string =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${colour}" ${more}/>`;

const text = (x: number, y: number, what: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${what.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`;

/** 1, 2 or 5 with zeros, not below the value. */
function niceCeiling(value: number): number {
  const scale = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * scale >= value) ?? 10) * scale;
}

const short = (value: number): string =>
  value >= 10_000 ? `${Math.round(value / 1_000)}k` : String(Math.round(value * 10) / 10);

function minutes(lastSecond: number): number[] {
  const step = Math.max(1, Math.ceil(lastSecond / 60 / 10));
  return Array.from({ length: Math.floor(lastSecond / 60 / step) + 1 }, (_, index) => index * step);
}

function thin(points: Line['points']): Line['points'] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}
