/** One panel of a board as HTML, from what Prometheus answered: enough of Grafana's ways to judge what a reader sees. */
import type { PanelJson } from '../../../deploy/grafana/boards/sdk-json.ts';
import type { Line, Sample } from './ask-prometheus.ts';
import { formatValue } from './format-value.ts';

/** Of each target: the present samples, and lines over time where the panel shows lines. */
export type Answers = ReadonlyArray<{
  readonly legend: string;
  readonly samples: readonly Sample[];
  readonly lines: readonly Line[];
}>;

const COLORS = [
  '#73bf69',
  '#f2cc0c',
  '#5794f2',
  '#ff9830',
  '#f2495c',
  '#b877d9',
  '#8ab8ff',
  '#c0d8a0',
  '#ffa6b0',
  '#56d0c8',
];
const NAMED: Readonly<Record<string, string>> = {
  ...{ green: '#73bf69', yellow: '#f2cc0c', red: '#f2495c', blue: '#5794f2' },
};

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @returns what stands in the panel's frame */
export function drawPanel(panel: PanelJson, answers: Answers, width: number, height: number): string {
  switch (panel.type) {
    case 'stat':
      return drawStats(panel, answers);
    case 'bargauge':
      return drawBars(panel, answers);
    case 'timeseries':
      return drawLines(panel, answers, width, height);
    case 'table':
      return drawTable(panel, answers);
    default:
      return '';
  }
}

const defaultsOf = (panel: PanelJson) => panel.fieldConfig?.defaults ?? {};
const nothing = (panel: PanelJson): string =>
  `<div class="none">${defaultsOf(panel).noValue ?? 'No data'}</div>`;

/** `{{label}}` by the label's value. */
const named = (legend: string, metric: Record<string, string>): string =>
  legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => metric[label] ?? '');

function colorOf(panel: PanelJson, value: number): string {
  const steps = defaultsOf(panel).thresholds?.steps ?? [];
  const step = [...steps].reverse().find((one) => one.value === null || value >= one.value);
  return NAMED[step?.color ?? 'blue'] ?? '#5794f2';
}

const wordOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

function drawStats(panel: PanelJson, answers: Answers): string {
  const { unit = 'short', decimals } = defaultsOf(panel);
  const { textMode } = (panel.options ?? {}) as { textMode?: string };
  const cells = answers.flatMap(({ legend, samples }) =>
    samples.map(({ metric, value }) => {
      const figure = Number(value[1]);
      const color = colorOf(panel, figure);
      if (textMode === 'name')
        return `<div class="stat" style="color:${color}">${escaped(named(legend, metric))}</div>`;
      const title = answers.length > 1 ? `<span>${escaped(named(legend, metric))}</span>` : '';
      return `<div class="stat" style="color:${color}">${title}${formatValue(figure, unit, decimals)}</div>`;
    }),
  );
  return cells.length > 0 ? `<div class="stats">${cells.join('')}</div>` : nothing(panel);
}

function drawBars(panel: PanelJson, answers: Answers): string {
  const { unit = 'short', decimals } = defaultsOf(panel);
  const names = new Map(
    (panel.fieldConfig?.overrides ?? []).flatMap(({ matcher, properties }) =>
      properties.flatMap(({ id, value }) =>
        id === 'displayName' ? [[matcher.options, value] as const] : [],
      ),
    ),
  );
  const rows = answers.flatMap(({ legend, samples }) =>
    samples.map(({ metric, value }) => {
      const name = named(legend, metric);
      return { name: wordOf(names.get(name), name), value: Number(value[1]) };
    }),
  );
  const most = Math.max(1e-9, ...rows.map(({ value }) => value));
  const drawn = rows.map(
    ({ name, value }) =>
      `<div class="bar"><span>${escaped(name)}</span><i style="width:${(45 * value) / most}%;background:${colorOf(panel, value)}"></i><b>${formatValue(value, unit, decimals)}</b></div>`,
  );
  return drawn.length > 0 ? drawn.join('') : nothing(panel);
}

function drawTable(panel: PanelJson, answers: Answers): string {
  const organize = panel.transformations?.find(({ id }) => id === 'organize')?.options as {
    renameByName: Record<string, string>;
    indexByName: Record<string, number>;
  };
  const columns = Object.keys(organize.renameByName).sort(
    (a, b) => (organize.indexByName[a] ?? 0) - (organize.indexByName[b] ?? 0),
  );
  const rows: Array<Record<string, string | number>> = [];
  for (const [place, { samples }] of answers.entries())
    for (const { metric, value } of samples) {
      // as Grafana merges: rows whose common labels are the same are one
      const same = rows.find((row) =>
        Object.entries(metric).every(([label, text]) => (row[label] ?? text) === text),
      );
      const row = same ?? {};
      if (!same) rows.push(row);
      const column = answers.length === 1 ? 'Value' : `Value #${String.fromCharCode(65 + place)}`;
      Object.assign(row, metric, { [column]: Number(value[1]) });
    }
  const { unit: plain = 'short' } = defaultsOf(panel);
  const unitOf = (name: string): string => {
    const override = panel.fieldConfig?.overrides.find(
      ({ matcher, properties }) => matcher.options === name && properties.some(({ id }) => id === 'unit'),
    );
    return wordOf(override?.properties.find(({ id }) => id === 'unit')?.value, plain);
  };
  if (rows.length === 0) return nothing(panel);
  const head = columns.map((column) => `<th>${escaped(organize.renameByName[column] ?? '')}</th>`).join('');
  const body = rows.map((row) => {
    const cells = columns.map((column) => {
      const cell = row[column];
      const name = organize.renameByName[column] ?? '';
      return `<td>${typeof cell === 'number' ? formatValue(cell, unitOf(name)) : escaped(cell ?? '')}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<table><tr>${head}</tr>${body.join('')}</table>`;
}

function drawLines(panel: PanelJson, answers: Answers, width: number, height: number): string {
  const { unit = 'short', max } = defaultsOf(panel);
  const lines = answers.flatMap(({ legend, lines: found }) =>
    found.map(({ metric, values }) => ({
      name: named(legend, metric),
      points: values
        .map(([at, value]) => [at, Number(value)] as const)
        .filter(([, value]) => Number.isFinite(value)),
    })),
  );
  if (lines.every(({ points }) => points.length === 0)) return nothing(panel);
  const legendRows = Math.min(3, Math.ceil((lines.length * 130) / width));
  const [left, right, bottom] = [64, width - 14, height - 46 - legendRows * 14];
  const all = lines.flatMap(({ points }) => points);
  const [from, to] = [Math.min(...all.map(([at]) => at)), Math.max(...all.map(([at]) => at))];
  const top = max ?? (Math.max(...all.map(([, value]) => value)) * 1.08 || 1);
  const x = (at: number): number => left + ((at - from) / Math.max(1, to - from)) * (right - left);
  const y = (value: number): number => bottom - (Math.min(value, top) / top) * (bottom - 8);
  const axis = [0, 0.5, 1].map((share) => {
    const at = y(top * share);
    return `<line x1="${left}" x2="${right}" y1="${at}" y2="${at}" stroke="#2c3235"/><text x="${left - 6}" y="${at + 4}" text-anchor="end">${formatValue(top * share, unit)}</text>`;
  });
  const paths = lines.map(({ points }, place) => {
    const path = points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${COLORS[place % COLORS.length]}" stroke-width="1.5" shape-rendering="crispEdges"/>`;
  });
  const legend = lines
    .slice(0, 6)
    .map(
      ({ name }, place) =>
        `<span><i style="background:${COLORS[place % COLORS.length]}"></i>${escaped(name)}</span>`,
    );
  const more = lines.length > 6 ? `<span>and ${lines.length - 6} more</span>` : '';
  return `<svg width="${width}" height="${bottom + 10}">${axis.join('')}${paths.join('')}</svg><div class="legend">${legend.join('')}${more}</div>`;
}
