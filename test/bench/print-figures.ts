/** Figures as a table for people: median, spread, baseline, ratio, aim. */
import { median, ratioOf, type Figure } from './figure.ts';

const HEADINGS = ['', 'median', 'spread', 'baseline', 'ratio', 'aim'];

export function printFigures(title: string, figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, unit, runs, baseline, aim = '' } = figure;
    const ratio = ratioOf(figure);
    return [
      `${name} (${unit})`,
      show(median(runs)),
      runs.length > 1 ? `${show(Math.min(...runs))}–${show(Math.max(...runs))}` : '',
      baseline ? `${show(median(baseline.runs))} ${baseline.name}` : '',
      ratio === null ? '' : ratio.toPrecision(3),
      aim,
    ];
  });
  const table = [HEADINGS, ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`── ${title}`, ...lines].join('\n');
}

/** Three significant digits, whole numbers from 100 on. */
function show(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
