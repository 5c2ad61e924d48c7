import { ourServices } from '../../../deploy/local/our-services.ts';
import { aclCommands, parties, rightsOf, type Operation } from '../../../deploy/rights/kafka-acls.ts';
import { topics } from '../../../schemas/topics.ts';

const who = (operation: Operation, topic: string): string[] =>
  rightsOf('').flatMap((right) =>
    right.resource === 'topic' && right.name === topic && right.operations.includes(operation)
      ? [right.party]
      : [],
  );

test('nobody but our own services may write internal commands, and whoever may command writes campaign-commands', () => {
  expect(who('Write', topics.internalCommands.name).sort()).toEqual(['campaigns', 'eligibility', 'status']);
  expect(who('Write', topics.campaignCommands.name).sort()).toEqual(['api', 'commanders', 'operators']);
});

test('who commands from outside reads outcomes and nothing else', () => {
  expect(rightsOf('').filter(({ party }) => party === 'commanders')).toEqual([
    {
      ...{ party: 'commanders', resource: 'topic', name: 'campaign-commands', isPrefix: false },
      operations: ['Write', 'Describe'],
    },
    {
      ...{ party: 'commanders', resource: 'topic', name: 'command-outcomes', isPrefix: false },
      operations: ['Read', 'Describe'],
    },
    { party: 'commanders', resource: 'group', name: 'commanders', isPrefix: true, operations: ['Read'] },
  ]);
});

test('every topic has somebody who may write and somebody who may read it', () => {
  for (const { name } of Object.values(topics)) {
    expect([name, who('Write', name).length > 0]).toEqual([name, true]);
    expect([name, who('Read', name).length > 0]).toEqual([name, true]);
  }
});

test('with a namespace no right reaches beyond it', () => {
  for (const { name, isPrefix } of rightsOf('blue.')) {
    expect(name.startsWith('blue.')).toBe(true);
    expect(isPrefix || name.length > 'blue.'.length).toBe(true);
  }
});

test('nobody but publish makes topics, and no process writes by a pattern', () => {
  for (const { party, operations, isPrefix, name, resource } of rightsOf('')) {
    if (operations.some((operation) => ['Create', 'AlterConfigs'].includes(operation)))
      expect(party).toBe('publish');
    if (resource === 'topic' && (isPrefix || name === '*')) expect(operations).not.toContain('Write');
    if (resource === 'topic' && (isPrefix || name === '*')) expect(operations).not.toContain('Read');
  }
});

test('every process may look at all topics, as it does when it starts, and uses groups of its own name', () => {
  for (const { name } of ourServices) {
    const own = rightsOf('').filter(({ party }) => party === name);
    expect(own.find((right) => right.name === '*' && right.resource === 'topic')?.operations).toEqual([
      'Describe',
      'DescribeConfigs',
    ]);
    const read = own.filter(
      ({ resource, operations }) => resource === 'group' && operations.includes('Read'),
    );
    expect(read.map((right) => right.name)).toEqual(
      name === 'campaigns' ? ['campaigns', 'event-log-'] : [name],
    );
  }
});

test('commands for kafka-acls.sh name the principal and the pattern', () => {
  const commands = aclCommands(rightsOf('blue.'), (party) => `User:wac-${party}`);
  for (const party of parties)
    expect(commands.some((command) => command.includes(`--allow-principal 'User:wac-${party}'`))).toBe(true);
  expect(commands).toContain(
    `kafka-acls.sh --bootstrap-server "$KAFKA" --command-config "$KAFKA_CONFIG" --add --allow-principal 'User:wac-sender' --operation Read --group 'blue.sender' --resource-pattern-type prefixed`,
  );
});
