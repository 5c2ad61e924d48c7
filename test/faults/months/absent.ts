/** The system is off for 40 days: what waited on topics is gone, what was planned has passed, and old records come again. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ourServices } from '../../../deploy/local/our-services.ts';
import { topics } from '../../../schemas/topics.ts';
import type { CampaignCommand } from '../../../schemas/types.ts';
import { campaignBody } from '../../support/command-bodies.ts';
import { until } from '../../support/test-system.ts';
import type { World } from '../world.ts';
import { factsOf } from './judge-months.ts';
import {
  acceptedCount,
  addPeople,
  campaignOf,
  csvOf,
  newCampaign,
  newPeople,
  runOf,
  untilAccepted,
  type MonthList,
} from './month-campaigns.ts';
import { DAY, timeOf } from './simulated-time.ts';

const OFF_DAYS = 40;
/** With the time off more than outcomes are remembered for (RETENTION_OUTCOMES_DAYS). */
const LATER_DAYS = 60;
const PLANNED_IN_DAYS = 5;
const SILENT_MS = 5_000;
export const SERVICES = ourServices.map(({ name }) => name);

const startNow = { type: 'StartCampaign', notBefore: null, notAfter: null } as const;

export async function offForWeeks(world: World): Promise<void> {
  const { system, fleet } = world;
  const [time, facts] = [timeOf(world), factsOf(world)];
  const fed = newPeople(2);
  const always = await newCampaign(world, fed, true);
  const decided = await startedStoppedStarted(world, always.campaignId);
  const alwaysRun = { runId: await runOf(world, always.campaignId), to: [...fed] };
  facts.runs.push(alwaysRun);
  const planned = await newCampaign(world, newPeople(2));
  await system.command(planned.campaignId, {
    ...startNow,
    notBefore: Date.now() + PLANNED_IN_DAYS * DAY,
  });
  const waiting = await newCampaign(world, newPeople(2));
  const underWay = await startLargeCampaign(world, waiting.integrationId);

  await fleet.down(SERVICES);
  const late = commandNow(waiting.campaignId, startNow);
  await publish(world, late);
  await time.pass(OFF_DAYS);
  await fleet.up();
  world.say(`    back after ${OFF_DAYS} days`);
  await until('the run that was under way is complete', async () => {
    return (await campaignOf(world, underWay)).status === 'complete';
  });
  const more = newPeople(2);
  alwaysRun.to.push(...more);
  const accepted = await acceptedCount(world);
  await addPeople(world, always.contactListId, more);
  await untilAccepted(world, accepted + more.length);
  facts.missedStarts.push(planned.campaignId);
  await until('the missed start is told', async () => {
    return (await campaignOf(world, planned.campaignId)).missedStart;
  });

  // from a copy of the topic or a dead letter: first while outcomes are remembered, then later
  const campaigns = [always, planned, waiting];
  await publishAgain(world, [late, ...decided], campaigns);
  await time.pass(LATER_DAYS);
  await publishAgain(world, decided, campaigns);
}

/** @returns the commands, all of which were carried out */
async function startedStoppedStarted(world: World, campaignId: string): Promise<CampaignCommand[]> {
  const commands: CampaignCommand[] = [];
  for (const body of [startNow, { type: 'StopCampaign' } as const, startNow]) {
    const command = commandNow(campaignId, body);
    commands.push(command);
    await publish(world, command);
    await untilDecided(world, command);
    await until('it has stopped or started', async () =>
      ['on', 'off'].includes((await campaignOf(world, campaignId)).status),
    );
  }
  return commands;
}

/** Of which a part has been messaged. @returns the campaign's id */
async function startLargeCampaign(world: World, integrationId: string): Promise<string> {
  const { system } = world;
  const people = newPeople(60);
  const contactListId = await system.contactList(csvOf(people));
  const campaignId = randomUUID();
  await system.command(
    campaignId,
    campaignBody(campaignId, { contactListId, integrationId, messagesPerMinute: 300 }),
  );
  const accepted = await acceptedCount(world);
  await system.start(campaignId);
  factsOf(world).runs.push({ runId: await runOf(world, campaignId), to: people });
  await untilAccepted(world, accepted + 15);
  return campaignId;
}

/** Old commands under their ids, on records of today. */
async function publishAgain(
  world: World,
  commands: readonly CampaignCommand[],
  campaigns: readonly MonthList[],
): Promise<void> {
  const facts = factsOf(world);
  const publishedMs = Date.now();
  for (const { campaignId } of campaigns) {
    const { status, runId, version } = await campaignOf(world, campaignId);
    facts.unchanged.push({ campaignId, status, runId: runId ?? null, version });
  }
  facts.oldCommands.push(
    ...commands.map(({ commandId, subjectId }) => ({ commandId, subjectId, publishedMs })),
  );
  await publish(world, ...commands);
  for (const command of commands) await untilDecided(world, command);
  await delay(SILENT_MS);
  facts.silences.push({ why: 'old commands were read', fromMs: publishedMs, untilMs: Date.now() });
}

const commandNow = (subjectId: string, body: CampaignCommand['body']): CampaignCommand => ({
  ...{ commandId: randomUUID(), subjectId, issuedAt: Date.now(), issuedBy: 'months' },
  ...{ actBefore: null, origin: null, body },
});

async function publish({ system }: World, ...commands: CampaignCommand[]): Promise<void> {
  await (await system.context.producer()).send(topics.campaignCommands, commands);
}

const untilDecided = async ({ system }: World, { commandId, body }: CampaignCommand): Promise<void> =>
  void (await until(`${body.type} is decided`, () =>
    system.database.db.collection<{ _id: string }>('command_outcomes').findOne({ _id: commandId }),
  ));
