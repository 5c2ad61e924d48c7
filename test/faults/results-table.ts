/** Results of the suite as a Markdown table: faults × runs × violations. */
import type { Violation } from './checker/evidence.ts';

export type Result = {
  name: string;
  what: string;
  violations: readonly Violation[];
  seconds: number;
  /** Why it could not be played on this machine. */
  skipped?: string;
};

export function resultsTable(results: readonly Result[]): string {
  const names = [...new Set(results.map(({ name }) => name))];
  const rows = names.map((name) => {
    const of = results.filter((result) => result.name === name);
    const violations = of.flatMap((result) => result.violations);
    const rules = [...new Set(violations.map(({ rule }) => rule))];
    const seconds = of.reduce((sum, result) => sum + result.seconds, 0) / of.length;
    return [
      `\`${name}\``,
      of[0]?.what ?? '',
      String(of.length),
      of[0]?.skipped !== undefined
        ? `not played: ${of[0].skipped}`
        : violations.length === 0
          ? '0'
          : `${violations.length} (${rules.join(', ')})`,
      seconds.toFixed(0),
    ];
  });
  return `${[
    ['scenario', 'what happens', 'runs', 'violations', 'seconds'],
    ['---', '---', '--:', '--:', '--:'],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')}\n`;
}
