/** Campaigns of a few people, and what becomes of them. */
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import { acceptedBy } from '../../support/campaign-checker.ts';
import { until } from '../../support/test-system.ts';
import type { World } from '../world.ts';

const FIRST_PHONE = 13_275_000_000;
let people = 0;

/** Numbers that nobody had before. */
export const newPeople = (count: number): string[] =>
  Array.from({ length: count }, () => String(FIRST_PHONE + (people += 1)));

export const csvOf = (phones: readonly string[]): string =>
  `Name,Phone\n${phones.map((phone) => `Person,+${phone}`).join('\n')}\n`;

export type MonthList = {
  readonly contactListId: string;
  readonly integrationId: string;
  readonly campaignId: string;
};

/** A campaign with a list and a number of its own. */
export async function newCampaign(
  { system }: World,
  phones: readonly string[],
  alwaysRunning = false,
): Promise<MonthList> {
  const integrationId = await system.integration();
  const contactListId = await system.contactList(csvOf(phones));
  const campaignId = await system.campaign({ contactListId, integrationId, alwaysRunning });
  return { contactListId, integrationId, campaignId };
}

export async function addPeople({ system }: World, listId: string, phones: readonly string[]): Promise<void> {
  await system.command(listId, {
    type: 'AddContacts',
    contacts: phones.map((phone) => ({ id: phone, data: { Name: 'Person', Phone: `+${phone}` } })),
  });
}

export async function campaignOf({ system }: World, campaignId: string): Promise<CampaignDocument> {
  const campaign = await system.database.of(collections.campaigns).findOne({ _id: campaignId });
  if (!campaign) throw new Error(`campaign ${campaignId} is not there`);
  return campaign;
}

export const runOf = async (world: World, campaignId: string): Promise<string> =>
  (await campaignOf(world, campaignId)).runId ?? '';

/** Messages that were accepted for people. */
export async function acceptedCount({ system }: World): Promise<number> {
  return (await acceptedBy(system.system.simulatorUrl)).length;
}

export const untilAccepted = async (world: World, count: number): Promise<void> =>
  void (await until(`${count} messages are accepted`, async () => (await acceptedCount(world)) >= count));
