/** docs/metrics.md, made from the definitions of metrics and labels. */
import { metricLabels, type LabelMeaning } from './metric-labels.ts';
import { metricDefinitions, type MetricDefinition } from './metrics.ts';

export const METRICS_DOC = 'docs/metrics.md';

const HEAD = `# Metrics

Made by \`npm run generate\` from \`schemas/metrics.ts\`, \`schemas/live-metrics.ts\` and \`schemas/metric-labels.ts\`: change
those. How to read them on the boards: [operations.md](operations.md#reading-the-boards).

Every process answers \`/metrics\` on its health port. Every series has the label \`service\`, and Prometheus adds \`job\` and
\`instance\`. Besides ours there are those of Node (\`process_…\`, \`nodejs_…\`).

Metrics named \`wac_campaign_…\`, \`wac_number_…\` and \`wac_import_…\` that every instance shows alike are read from the
database at the scrape. A query takes \`max by\` over instances, never \`sum\`. \`wac_number_refusals_total\` is counted by
each sender, and is summed.
`;

/** The whole file. */
export function metricsDoc(): string {
  const definitions = Object.entries(metricDefinitions) as Array<[string, MetricDefinition]>;
  const labels: Array<[string, LabelMeaning]> = Object.entries(metricLabels);
  const groups = new Map<string, Array<[string, MetricDefinition]>>();
  for (const one of definitions) {
    const owner = ownerOf(one);
    groups.set(owner, [...(groups.get(owner) ?? []), one]);
  }
  const parts = [...groups].map(([owner, metrics]) =>
    [
      `## ${owner}`,
      '',
      table(
        ['metric', 'kind', 'labels', 'meaning'],
        metrics.map(([name, { kind, labels: has, help }]) => [
          `\`${name}\``,
          kind,
          has.map((label) => `\`${label}\``).join(' ') || '–',
          help,
        ]),
      ),
    ].join('\n'),
  );
  const bounds = table(
    ['label', 'says', 'bounded by'],
    labels.map(([name, { says, bound }]) => [`\`${name}\``, says, bound]),
  );
  return `${[HEAD.trimEnd(), ...parts, `## Labels\n\n${bounds}`].join('\n\n')}\n`;
}

function ownerOf([name, { services }]: [string, MetricDefinition]): string {
  if (/^wac_campaign_/.test(name)) return 'Each campaign (campaigns)';
  if (/^wac_number_/.test(name) && services.includes('campaigns')) return 'Each number (campaigns)';
  return services.includes('*') ? 'Every process' : services.join(', ');
}

/** Columns as wide as their widest cell, as the formatter leaves them. */
function table(head: readonly string[], rows: readonly string[][]): string {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => [...(row[column] ?? '')].length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)).join(' | ')} |`;
  const [first = [], ...rest] = all;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join('\n');
}
