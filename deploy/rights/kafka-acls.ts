/** The rights that each party needs in Kafka, made from who writes and reads each topic (schemas/topics.ts). Pure. */
import { topics } from '../../schemas/topics.ts';
import { ourServices, type ServiceName } from '../local/our-services.ts';

/**
 * `operators`: where wac runs. `publish`: makes topics, before the processes start. `commanders`: whoever else
 * may command, from his own programs.
 */
export type Party = ServiceName | 'operators' | 'publish' | 'commanders';

export type Operation =
  'Read' | 'Write' | 'Describe' | 'DescribeConfigs' | 'AlterConfigs' | 'Create' | 'Delete';

export type Right = {
  readonly party: Party;
  readonly resource: 'topic' | 'group';
  /** With the namespace; `*` = all. */
  readonly name: string;
  /** On everything whose name begins with it. */
  readonly isPrefix: boolean;
  readonly operations: readonly Operation[];
};

const processes: readonly ServiceName[] = ourServices.map(({ name }) => name);
export const parties: readonly Party[] = [...processes, 'operators', 'publish', 'commanders'];

/** Consumer groups begin with the name of their process, but for these. */
const FURTHER_GROUPS: Partial<Record<Party, readonly string[]>> = {
  campaigns: ['event-log-'],
  operators: ['wac', 'reader-'],
};
/** Removes what a group that one process life alone used has left. */
const SWEEPS_GROUPS: readonly Party[] = ['campaigns'];

/** @param namespace prefix of topics and consumer groups; empty: the whole broker is ours */
export const rightsOf = (namespace: string): Right[] =>
  parties.flatMap((party) => [
    ...topicRights(party, namespace),
    ...everyTopic(party, namespace),
    ...groupRights(party, namespace),
  ]);

function topicRights(party: Party, namespace: string): Right[] {
  return Object.values(topics).flatMap(({ name, writers, readers }): Right[] => {
    const operations: Operation[] = [
      ...(writers.some((word) => means(word, party)) ? (['Write'] as const) : []),
      ...(readers.some((word) => means(word, party)) ? (['Read'] as const) : []),
    ];
    if (operations.length === 0) return [];
    operations.push('Describe');
    return [{ party, resource: 'topic', name: `${namespace}${name}`, isPrefix: false, operations }];
  });
}

/** A process compares all topics with their definitions when it starts; so does wac doctor. */
function everyTopic(party: Party, namespace: string): Right[] {
  if (party === 'commanders') return [];
  const looks: Operation[] = ['Describe', 'DescribeConfigs'];
  const operations = party === 'publish' ? [...looks, 'Create' as const, 'AlterConfigs' as const] : looks;
  return [all(party, 'topic', namespace, operations)];
}

function groupRights(party: Party, namespace: string): Right[] {
  if (party === 'publish') return [];
  const prefixes = [...(party === 'operators' ? [] : [party]), ...(FURTHER_GROUPS[party] ?? [])];
  const own = prefixes.map((prefix): Right => ({
    party,
    resource: 'group',
    name: `${namespace}${prefix}`,
    isPrefix: true,
    // wac removes the groups that it read with
    operations: party === 'operators' ? ['Read', 'Delete'] : ['Read'],
  }));
  const others: Operation[] = SWEEPS_GROUPS.includes(party) ? ['Describe', 'Delete'] : ['Describe'];
  return SWEEPS_GROUPS.includes(party) || party === 'operators'
    ? [...own, all(party, 'group', namespace, others)]
    : own;
}

const all = (
  party: Party,
  resource: 'topic' | 'group',
  namespace: string,
  operations: readonly Operation[],
): Right =>
  namespace === ''
    ? { party, resource, name: '*', isPrefix: false, operations }
    : { party, resource, name: namespace, isPrefix: true, operations };

/** Commands for kafka-acls.sh. @param principalOf e.g. `User:sender` */
export const aclCommands = (rights: readonly Right[], principalOf: (party: Party) => string): string[] =>
  rights.map(
    ({ party, resource, name, isPrefix, operations }) =>
      `kafka-acls.sh --bootstrap-server "$KAFKA" --command-config "$KAFKA_CONFIG" --add` +
      ` --allow-principal '${principalOf(party)}'` +
      `${operations.map((operation) => ` --operation ${operation}`).join('')} --${resource} '${name}'` +
      (isPrefix ? ' --resource-pattern-type prefixed' : ''),
  );

/**
 * What a word of the table of topics stands for. wac and the API publish commands, and put dead letters back
 * and mark them.
 */
function means(word: string, party: Party): boolean {
  if (word === 'anyone') return party === 'commanders' || party === 'operators' || party === 'api';
  if (word === 'any consumer') return processes.some((name) => name === party) && party !== 'api';
  if (word === 'operators') return party === 'operators' || party === 'api';
  return word === party;
}
