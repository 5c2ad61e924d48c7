/** The tables of docs/scaling.md, from the model. Pure. */
import {
  limitsOf,
  planFor,
  usual,
  type Assumptions,
  type Installation,
  type Plan,
  type Stage,
} from './capacity-model.ts';

const processes: ReadonlyArray<[Stage['process'], string]> = [
  ['eligibility', 'send-demand'],
  ['throttle', 'eligible-contacts'],
  ['sender', 'released-messages'],
  ['webhook', ''],
  ['status', 'message-statuses'],
];

/** The chart as it comes, with parts of four cores and one number of the highest level. */
export const defaultInstallation: Installation = {
  instances: { eligibility: 2, throttle: 2, sender: 2, webhook: 2, status: 2 },
  numbers: 1,
  connectionsPerSender: 256,
  mongoCores: 4,
  kafkaCores: 12,
};

/** A column for each rate. @param rates messages a second */
export function planTable(
  rates: readonly number[],
  given: Omit<Assumptions, 'messagesPerSecond'> = usual,
): string {
  const plans = rates.map((messagesPerSecond) => planFor({ ...given, messagesPerSecond }));
  const row = (what: string, valueOf: (plan: Plan) => string): string[] => [what, ...plans.map(valueOf)];
  return markdown([
    ['what it needs', ...rates.map((rate) => `${grouped(rate)}/s`)],
    row(`numbers at ${grouped(given.numberPerSecond)}/s`, ({ numbers }) => grouped(numbers)),
    ...processes.map(([process, topic]) =>
      row(
        `${process}: instances${topic === '' ? '' : `, partitions of ${topic}`}`,
        ({ instances, partitions }) =>
          [instances[process], partitions[process]]
            .filter((count) => count !== undefined)
            .map(grouped)
            .join(', '),
      ),
    ),
    row('`SEND_CONNECTIONS` of each sender, at least', ({ connectionsPerSender }) =>
      grouped(connectionsPerSender),
    ),
    row(`Kafka: cores of all brokers, ${given.copies} copies`, ({ kafka }) => grouped(kafka.cores)),
    row('Kafka: MB written a second, before copies', ({ kafka }) => about(kafka.megabytesPerSecond)),
    row('Kafka: GB on all disks', ({ kafka }) => about(kafka.gigabytesKept)),
    row('MongoDB: cores of the primaries', ({ mongo }) => grouped(mongo.cores)),
    row(`MongoDB: shards of ${given.mongoCores} cores`, ({ mongo }) => grouped(mongo.shards)),
    row(`MongoDB: GB of messages after ${given.keptDays} days, uncompressed`, ({ mongo }) =>
      about(mongo.gigabytesKept),
    ),
  ]);
}

/** What breaks first. */
export function limitTable(
  installed = defaultInstallation,
  given: Omit<Assumptions, 'messagesPerSecond'> = usual,
): string {
  return markdown([
    ['what', 'messages a second'],
    ...limitsOf(installed, given).map(({ what, messagesPerSecond }) => [what, about(messagesPerSecond)]),
  ]);
}

const grouped = (count: number): string => count.toLocaleString('en');

/** Two digits that matter: the measurements bear no more. */
function about(value: number): string {
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return value < 10 ? value.toFixed(1) : grouped(Math.round(value / digits) * digits);
}

/** Aligned as prettier has it: the first column of words, the others of numbers. */
function markdown(rows: ReadonlyArray<readonly string[]>): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join('\n');
}
