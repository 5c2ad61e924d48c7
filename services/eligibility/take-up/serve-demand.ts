/**
 * Answers a demand block by block: decided contacts in order, then how far they go. A demand that cannot be
 * answered now is dropped: the throttle asks again.
 */
import { topics } from '../../../schemas/topics.ts';
import type { Fault } from '../../../schemas/types.ts';
import { roomOf } from '../../domain/template/stored-template.ts';
import type { EligibilityParts } from '../eligibility-parts.ts';
import { recordsOfBlock } from '../campaign-records.ts';
import { skipReasonOf, type Decision } from './decide-contact.ts';
import type { RunDemand } from './merge-demands.ts';
import { runDefinitionOf, type RunDefinition } from './run-definition.ts';
import { publishInvalid } from '../publish-invalid.ts';
import { faultOf } from '../order/plan-inputs.ts';
import { findRun } from '../order/order-store.ts';
import { findCampaign, findDncLists, findTemplateOf } from '../store.ts';
import { takeUp } from './take-up.ts';
import { during, startDecisions } from '../../tracing/message-spans.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';

const BLOCK = 1_000;
/** Answers at most this much at once: the DNC check must not be long before the sending. */
const MAX_AT_ONCE = 20_000;
const MAX_CACHED = 2_000;

export type DefinitionCache = Map<string, RunDefinition>;

/** Resolves when the whole answer has been acknowledged. */
export async function serveDemand(
  parts: EligibilityParts,
  definitions: DefinitionCache,
  demand: RunDemand,
): Promise<void> {
  const { mongo, producer, log } = parts;
  const [campaign, run] = await Promise.all([
    findCampaign(mongo, demand.campaignId),
    findRun(mongo, demand.runId),
  ]);
  if (campaign?.status !== 'on' || campaign.runId !== demand.runId || run?.state !== 'READY') {
    log.debug({ ...demand, status: campaign?.status, run: run?.state }, 'a send-demand is dropped');
    return;
  }
  let definition = definitions.get(campaign._id);
  if (definition?.revision !== campaign.revision || definition.runId !== demand.runId) {
    const made = await loadDefinition(parts, campaign, demand.runId);
    if (Array.isArray(made)) return publishInvalid(parts, campaign, demand.runId, made);
    definition = made;
    if (definitions.size >= MAX_CACHED) definitions.clear();
    definitions.set(campaign._id, definition);
  }
  const through = Math.min(demand.through, run.planned, demand.from + MAX_AT_ONCE);
  let from = Math.min(demand.from, run.planned);
  do {
    const end = Math.min(through, from + BLOCK);
    const startMs = parts.now().getTime();
    const contacts = await takeUp(
      mongo,
      definition,
      from,
      end,
      parts.now(),
      (made) => countDecisions(parts, made),
      parts,
    );
    const { eligible, excluded } = recordsOfBlock(definition, contacts, {
      fromSequence: Math.min(from, contacts[0]?.sequence ?? from),
      decidedThrough: end,
      planned: run.planned,
    });
    await producer.send(topics.excludedContacts, excluded);
    await during(startDecisions(eligible, startMs, contacts), () =>
      producer.send(topics.eligibleContacts, eligible),
    );
    from = end;
  } while (from < through);
}

async function loadDefinition(
  { mongo }: EligibilityParts,
  campaign: NonNullable<Awaited<ReturnType<typeof findCampaign>>>,
  runId: string,
): Promise<RunDefinition | Fault[]> {
  const [list, dncLists, template] = await Promise.all([
    findContactList(mongo, campaign.contactListId),
    findDncLists(mongo, campaign.dncListIds),
    findTemplateOf(mongo, campaign),
  ]);
  if (!list)
    return [
      faultOf(
        'contact.list.not.found',
        'contactList',
        `The contact list ${campaign.contactListId} does not exist.`,
      ),
    ];
  return runDefinitionOf(campaign, runId, list, dncLists, template ? roomOf(template) : undefined);
}

function countDecisions({ metrics }: EligibilityParts, decisions: readonly Decision[]): void {
  const counts = new Map<string, number>();
  for (const { decision } of decisions) {
    const label = skipReasonOf(decision) ?? 'ELIGIBLE';
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  for (const [decision, count] of counts) metrics.count('wac_contacts_decided_total', { decision }, count);
}
