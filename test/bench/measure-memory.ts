/** Peak memory of every service with a small and with a large list: it must not grow with the list. */
import { join } from 'node:path';
import { filesOf, openBenchSystem, type Bench } from './bench-system.ts';
import {
  command,
  createCampaign,
  importContacts,
  progressWhen,
  registerNumber,
  stopCampaign,
} from './drive-campaign.ts';
import { gatherRuns, type Figure } from './figure.ts';
import { peakMemory } from './process-usage.ts';
import { writeContacts } from './write-contacts.ts';

const MESSAGES_PER_SECOND = 1_000;
const SENT_WITHIN_MS = 120_000;

export async function measureMemory(bench: Bench): Promise<Figure[]> {
  const large = bench.pick({ full: 1_000_000, quick: 200_000, smoke: 3_000 });
  const small = bench.pick({ full: 10_000, quick: 10_000, smoke: 1_000 });
  // of either list, so that only its size differs
  const sent = 0.9 * small;
  const gathered = gatherRuns();
  for (let run = 0; run < bench.runs; run += 1) {
    const withSmall = await peaksWith(bench, small, sent);
    const withLarge = await peaksWith(bench, large, sent);
    for (const [name, megabytes] of withLarge) {
      gathered.add(`${name}, ${large.toLocaleString('en')} contacts`, 'MiB', megabytes, {
        baseline: { name: `with ${small.toLocaleString('en')}`, value: withSmall.get(name) ?? Number.NaN },
        aim: 'the same',
      });
    }
  }
  return gathered.figures();
}

/** Memory is measured here, not punctuality: on a busy machine nothing is put off for being late. */
const PATIENT = { PACE_UNCHECKED: 'true', SEND_LATENESS_MS: '900000' };

/** Imports a list, plans it sorted and sends a part of it, in fresh processes. */
async function peaksWith(bench: Bench, contacts: number, sent: number): Promise<Map<string, number>> {
  const system = await openBenchSystem(bench, { env: PATIENT });
  try {
    const file = join(filesOf(bench), 'memory.csv');
    await writeContacts(file, contacts);
    const { listId } = await importContacts(system, file);
    const { integrationId } = await registerNumber(system, MESSAGES_PER_SECOND);
    const campaignId = await createCampaign(system, {
      contactListId: listId,
      integrationId,
      messagesPerMinute: MESSAGES_PER_SECOND * 60,
      contactSorts: [{ fieldName: 'Balance', direction: 'DESC', numeric: true }],
    });
    await command(system, campaignId, { type: 'StartCampaign', notBefore: null, notAfter: null });
    const what = `${sent} messages`;
    await progressWhen(system, campaignId, what, SENT_WITHIN_MS, ({ counts }) => counts.accepted >= sent);
    const peaks = system.system.services.map(({ name, pid }) => [name, peakMemory(pid)] as const);
    await stopCampaign(system, campaignId);
    return new Map(peaks);
  } finally {
    await system.close();
  }
}
