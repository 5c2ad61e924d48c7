/**
 * The rights that each process needs in Kafka, as commands for kafka-acls.sh, made from who writes and reads
 * each topic (schemas/topics.ts). Pure.
 */
import { topics } from '../../schemas/topics.ts';

// Our processes speak to Kafka without TLS and SASL, so that the broker knows them by their address alone.

const processes = [
  'campaigns',
  'importer',
  'eligibility',
  'throttle',
  'sender',
  'webhook',
  'status',
  'api',
] as const;
/** `operators`: where wac runs. `commanders`: whoever else may command, from his own programs. */
const parties = [...processes, 'operators', 'commanders'] as const;
type Party = (typeof parties)[number];

export type Acl = { party: Party; operations: ReadonlyArray<'Read' | 'Write'>; topic: string };

export function aclsOf(namespace: string): Acl[] {
  return Object.values(topics).flatMap(({ name, writers, readers }) =>
    parties.flatMap((party) => {
      const operations = [
        ...(writers.some((word) => means(word, party)) ? (['Write'] as const) : []),
        ...(readers.some((word) => means(word, party)) ? (['Read'] as const) : []),
      ];
      return operations.length === 0 ? [] : [{ party, operations, topic: `${namespace}${name}` }];
    }),
  );
}

/** Commands for kafka-acls.sh; the shell fills in each party's address, e.g. CAMPAIGNS_HOST. */
export function aclCommands(namespace: string): string[] {
  const add = 'kafka-acls.sh --bootstrap-server "$KAFKA" --add --allow-principal User:ANONYMOUS';
  const from = (party: Party): string => `--allow-host "$${party.toUpperCase()}_HOST"`;
  const everyTopic =
    namespace === '' ? `--topic '*'` : `--topic '${namespace}' --resource-pattern-type prefixed`;
  const groups = namespace === '' ? `--group '*'` : `--group '${namespace}' --resource-pattern-type prefixed`;
  return [
    ...aclsOf(namespace).map(
      ({ party, operations, topic }) =>
        `${add} ${from(party)} ${operations.map((operation) => `--operation ${operation}`).join(' ')} --operation Describe --topic '${topic}'`,
    ),
    // a process compares all topics with their definitions when it starts
    ...processes.map(
      (party) => `${add} ${from(party)} --operation Describe --operation DescribeConfigs ${everyTopic}`,
    ),
    ...parties.map((party) => `${add} ${from(party)} --operation Read ${groups}`),
  ];
}

/**
 * What a word of the table of topics stands for. wac and the API publish commands, and put dead letters back
 * and mark them.
 */
function means(word: string, party: Party): boolean {
  if (word === 'anyone') return party === 'commanders' || party === 'operators' || party === 'api';
  if (word === 'any consumer') return (processes as readonly string[]).includes(party) && party !== 'api';
  if (word === 'operators') return party === 'operators' || party === 'api';
  return word === party;
}
