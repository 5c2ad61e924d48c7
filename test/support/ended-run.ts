/** A campaign whose first run ended with one contact of each fate: what a resend chooses among. */
import { collections, type MessageDocument } from '../../schemas/collections.ts';
import { messageIdOf } from '../../services/domain/message/message.ts';
import type { CampaignsSystem } from './campaigns-system.ts';

const numbers = ['13175550101', '13175550102', '13175550103', '13175550104', '13175550105'];

/** Five contacts in one run: sent, failed with 131026, failed with 131049, unknown, never reached. @returns the campaign's id */
export async function endedCampaign(campaigns: CampaignsSystem): Promise<string> {
  const id = await campaigns.create();
  await campaigns.command(id, { type: 'StartCampaign', notBefore: null, notAfter: null });
  const runId = (await campaigns.campaign(id))?.runId ?? '';
  await campaigns.command(id, { type: 'CompleteRun', runId });
  const database = await campaigns.system.context.mongo();
  const page = { _id: `${runId}:000000`, runId, page: 0, firstSequence: 0, decisions: numbers.slice(0, 4) };
  await database
    .of(collections.runPages)
    .insertOne({ ...page, contactIds: numbers.map((_, place) => `c${place}`) });
  await database
    .of(collections.campaignRuns)
    .updateOne({ _id: runId }, { $set: { planned: numbers.length, pages: 1 } });
  const fates = [
    ...[{ state: 'ACCEPTED' }, { state: 'FAILED', code: 131026 }, { state: 'FAILED', code: 131049 }],
    { state: 'UNKNOWN' },
  ] as const;
  await database.of(collections.messages).insertMany(
    fates.map((fate, place): MessageDocument => ({
      ...{ _id: messageIdOf(runId, numbers[place] ?? ''), campaignId: id, runId, contactId: `c${place}` },
      ...{ sequence: place, attempt: 1, ...fate },
    })),
  );
  return id;
}
