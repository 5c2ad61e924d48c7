/** docs/topics.md: the same as docs/asyncapi.json, for people. */
import { topics, type Topic } from '../../schemas/topics.ts';
import { definitionsOf, inWords, type AvroField, type AvroNamed } from './avro-shape.ts';

export const TOPICS_DOC = 'docs/topics.md';

const HOUR = 3_600_000;
const HEAD = `# Topics

Made by \`npm run generate\` from \`schemas/topics.ts\` and \`schemas/*.avsc\`: change those. The same for programs:
[asyncapi.json](asyncapi.json) (AsyncAPI 3.0). Who does what with the records: [architecture.md](architecture.md#topics).

A record's value is a zero byte, the id of its schema in four bytes (big-endian), then the Avro binary encoding. The key is
text. The schema of topic \`x\` is the subject \`x-value\` in the registry. A field with a default may be left out by who
writes with a schema of their own.
`;

/** The whole file. */
export function topicsDoc(): string {
  return [HEAD, ...Object.values(topics).map((topic) => section(topic as Topic<never>))].join('\n');
}

function section(topic: Topic<never>): string {
  const [root, ...parts] = definitionsOf(topic.schema);
  return [
    `## ${topic.name}\n`,
    `${root?.doc ?? ''}\n`,
    `- Key: ${topic.key}. ${topic.partitions} partitions, ${kept(topic.retentionMs)}.`,
    `- Written by ${topic.writers.join(', ')}; read by ${topic.readers.join(', ')}.\n`,
    ...[root, ...parts].flatMap((part) => (part ? definition(part) : [])),
  ].join('\n');
}

const kept = (retentionMs: number | 'latest'): string => {
  if (retentionMs === 'latest') return 'the latest record of each key is kept';
  const hours = retentionMs / HOUR;
  return hours % 24 === 0 ? `kept for ${hours / 24} d` : `kept for ${hours} h`;
};

function definition({ name, doc, type, symbols, fields }: AvroNamed): string[] {
  const text = doc ? [`${doc}\n`] : [];
  if (type === 'enum')
    return [
      `### ${name}\n`,
      ...text,
      `One of ${(symbols ?? []).map((symbol) => `\`${symbol}\``).join(', ')}.\n`,
    ];
  const rows = (fields ?? []).map(row);
  const table =
    rows.length === 0 ? ['No fields.\n'] : ['| field | type | meaning |', '| - | - | - |', ...rows, ''];
  return [`### ${name}\n`, ...text, ...table];
}

function row({ name, type, doc, default: unless }: AvroField): string {
  const meaning = [doc ?? '', unless === undefined ? '' : `Default: \`${JSON.stringify(unless)}\`.`];
  const cells = [`\`${name}\``, inWords(type), meaning.filter((part) => part !== '').join(' ')];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
