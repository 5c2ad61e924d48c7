/** The programs of docs/examples as their readers run them: a producer and a consumer in other languages, without any code of this project. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Consumer } from 'kafkajs';
import { topics } from '../../../schemas/topics.ts';
import { partitionOf } from '../../../services/platform/kafka/partition-of-key.ts';
import { openCampaignsSystem, type CampaignsSystem } from '../../support/campaigns-system.ts';
import { goProgram, javaProgram, pythonProgram, type Program } from '../../support/example-programs.ts';
import { until } from '../../support/test-system.ts';

// they may have to be fetched and built first
jest.setTimeout(600_000);

let campaigns: CampaignsSystem;
let consumer: Consumer;
/** Of each command, as it comes. */
const commands: { key: string | undefined; partition: number }[] = [];

beforeAll(async () => {
  campaigns = await openCampaignsSystem();
  const { context, settings } = campaigns.system;
  consumer = context.kafka.consumer({ groupId: `${settings.namespace}commands` });
  await consumer.subscribe({
    topic: settings.namespace + topics.campaignCommands.name,
    fromBeginning: true,
  });
  await consumer.run({
    eachMessage: async ({ message, partition }) =>
      void commands.push({ key: message.key?.toString(), partition }),
  });
});
afterAll(async () => {
  await consumer.disconnect();
  await campaigns.system.close();
});

type Ended = { code: number; out: string; err: string };

const run = (
  { command: [file, ...before], env }: Exclude<Program, { lacking: string }>,
  ...args: string[]
): Promise<Ended> =>
  new Promise((resolve) => {
    const { namespace } = campaigns.system.settings;
    const options = { env: { ...process.env, ...env, NAMESPACE: namespace } };
    execFile(file, [...before, ...args], options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });

it.each([
  ['Python', pythonProgram],
  ['Go', goProgram],
  ['Java', javaProgram],
])('%s starts a campaign and tells the outcome; a refusal and mistakes too', async (language, make) => {
  const program = await make();
  if ('lacking' in program) {
    console.warn(`the example in ${language} is not tried: ${program.lacking}`);
    return;
  }
  const { kafka, registry } = campaigns.system.settings;
  const at = [kafka.brokers.join(), registry.url];
  const id = await campaigns.create();
  expect(await run(program, id, ...at)).toEqual({ code: 0, out: 'accepted\n', err: '' });
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'on', runNumber: 1 });
  const refused = await run(program, randomUUID(), ...at);
  expect(refused).toMatchObject({ code: 1, err: '' });
  expect(refused.out).toMatch(/^refused\n {2}.*\[[a-z.]+\]\n$/);
  // where all commands of the campaign are, in their order
  await until('the creation and the start have been read', () => {
    return commands.filter(({ key }) => key === id).length === 2;
  });
  const partition = partitionOf(id, topics.campaignCommands.partitions);
  expect(commands.filter(({ key }) => key === id)).toEqual([
    { key: id, partition },
    { key: id, partition },
  ]);
  const usage = await run(program);
  expect(usage).toMatchObject({ code: 2, out: '' });
  expect(usage.err).toMatch(/^usage: \S+ <campaign id> \[brokers\] \[registry\]\n$/);
  const elsewhere = await run(program, id, kafka.brokers.join(), `${registry.url}/nowhere`);
  expect(elsewhere).toMatchObject({ code: 2, out: '' });
  expect(elsewhere.err).toMatch(
    /^The schema registry at .* has no answer for .*: is the system running there\?\n$/,
  );
});
