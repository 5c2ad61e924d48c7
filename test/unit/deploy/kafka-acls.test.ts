import { topics } from '../../../schemas/topics.ts';
import { aclCommands, aclsOf } from '../../../deploy/publish/kafka-acls.ts';

const who = (operation: 'Read' | 'Write', topic: string): string[] =>
  aclsOf('').flatMap((acl) => (acl.topic === topic && acl.operations.includes(operation) ? [acl.party] : []));

test('nobody but our own services may write internal commands, and whoever may command writes campaign-commands', () => {
  expect(who('Write', topics.internalCommands.name).sort()).toEqual(['campaigns', 'eligibility', 'status']);
  expect(who('Write', topics.campaignCommands.name).sort()).toEqual(['api', 'commanders', 'operators']);
});

test('who commands from outside reads outcomes and nothing else', () => {
  const read = Object.values(topics).filter(({ name }) => who('Read', name).includes('commanders'));
  expect(read.map(({ name }) => name)).toEqual(['command-outcomes']);
  const written = Object.values(topics).filter(({ name }) => who('Write', name).includes('commanders'));
  expect(written.map(({ name }) => name)).toEqual(['campaign-commands']);
});

test('every topic has somebody who may write and somebody who may read it', () => {
  for (const { name } of Object.values(topics)) {
    expect([name, who('Write', name).length > 0]).toEqual([name, true]);
    expect([name, who('Read', name).length > 0]).toEqual([name, true]);
  }
});

test('commands name topics and groups with the namespace', () => {
  const commands = aclCommands('blue.');
  expect(commands[0]).toContain("--topic 'blue.");
  expect(
    commands.filter((command) => command.includes("--group 'blue.' --resource-pattern-type prefixed")),
  ).toHaveLength(10);
  expect(commands.some((command) => command.includes("--topic 'campaign-commands'"))).toBe(false);
});

test('every process may look at all topics, as it does when it starts', () => {
  const looks = (namespace: string, topic: string): number =>
    aclCommands(namespace).filter((command) =>
      command.endsWith(`--operation Describe --operation DescribeConfigs ${topic}`),
    ).length;
  expect(looks('', "--topic '*'")).toBe(8);
  expect(looks('blue.', "--topic 'blue.' --resource-pattern-type prefixed")).toBe(8);
});
