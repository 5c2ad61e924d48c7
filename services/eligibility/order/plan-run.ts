/** Plans a run's send order and stores it as pages (E2): once, at its start. */
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { Fault } from '../../../schemas/types.ts';
import type { EligibilityParts } from '../eligibility-parts.ts';
import { orderContacts } from './plan-order.ts';
import { faultOf, planInputsOf, type PlanInputs } from './plan-inputs.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import { addPlannedPages, claimPlanning, finishPlanning, removePages } from './order-store.ts';
import { chosenContacts } from './chosen-contacts.ts';
import { keptContacts } from './kept-contacts.ts';
import { PAGE_CONTACTS, pagesOf } from './pages-of.ts';
import { findFilters, findArrivedThrough } from '../store.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';

// An unfinished order is deleted and planned again; if two instances plan the same order, the one that
// claimed it last continues and the other stops at its next write.

const PAGES_A_WRITE = 20;

export type PlanResult = 'PLANNED' | 'READY_BEFORE' | 'TAKEN_OVER' | Fault[];

/** @param campaign with the run id to plan */
export async function planRun(
  parts: EligibilityParts,
  campaign: CampaignDocument & { runId: string },
): Promise<PlanResult> {
  const { mongo, metrics, log } = parts;
  const { runId } = campaign;
  const startedAt = parts.now();
  const inputs = await loadPlanInputs(parts, campaign);
  if (Array.isArray(inputs)) return inputs;
  const planner = parts.newPlannerId();
  const run = {
    _id: runId,
    campaignId: campaign._id,
    number: campaign.runNumber,
    integrationId: campaign.integrationId,
    contactListId: campaign.contactListId,
    whatsappColumn: campaign.whatsappColumn,
    ...(campaign.resend ? { resend: campaign.resend } : {}),
  };
  if (!(await claimPlanning(mongo, run, planner))) return 'READY_BEFORE';
  await removePages(mongo, runId);

  const throughArrival = await findArrivedThrough(mongo, campaign.contactListId);
  const kept = campaign.resend
    ? chosenContacts(mongo, { ...campaign, resend: campaign.resend }, inputs)
    : keptContacts(mongo, campaign.contactListId, throughArrival, inputs);
  let planned = 0;
  let pages = 0;
  /** One write is in progress while the next pages are merged. */
  let writing: Promise<boolean> = Promise.resolve(true);
  for await (const batch of inBatches(
    orderContacts(kept.contacts, inputs.keys),
    PAGES_A_WRITE * PAGE_CONTACTS,
  )) {
    const documents = pagesOf(runId, batch, pages, planned);
    if (!(await writing)) return 'TAKEN_OVER';
    await faultPoint('eligibility.page.before');
    writing = addPlannedPages(mongo, runId, planner, documents);
    writing.catch(() => undefined); // awaited before the next write
    planned += batch.length;
    pages += documents.length;
  }
  const plannedAt = parts.now();
  const end = {
    planned,
    pages,
    filteredOut: await kept.filteredOut(planned),
    plannedThroughArrival: throughArrival,
    plannedAt,
  };
  if (!(await writing)) return 'TAKEN_OVER';
  const faults = await kept.faults();
  if (faults.length > 0) return faults;
  await faultPoint('eligibility.page.after');
  if (!(await finishPlanning(mongo, runId, planner, end))) return 'TAKEN_OVER';
  const seconds = (plannedAt.getTime() - startedAt.getTime()) / 1_000;
  metrics.observe('wac_plan_seconds', seconds);
  metrics.count('wac_contacts_planned_total', {}, planned);
  log.info(
    { campaignId: campaign._id, runId, planned, filteredOut: end.filteredOut, seconds },
    'the send order is planned',
  );
  return 'PLANNED';
}

/** Filter and sort of a campaign, ready for its list; or why they cannot be used. */
export async function loadPlanInputs(
  { mongo, now }: Pick<EligibilityParts, 'mongo' | 'now'>,
  campaign: CampaignDocument,
): Promise<PlanInputs | Fault[]> {
  const [list, filters] = await Promise.all([
    findContactList(mongo, campaign.contactListId),
    findFilters(mongo, campaign.contactListFilterIds),
  ]);
  if (!list)
    return [
      faultOf(
        'contact.list.not.found',
        'contactList',
        `The contact list ${campaign.contactListId} does not exist.`,
      ),
    ];
  return planInputsOf(campaign, list, filters, (campaign.startedAt ?? now()).getTime());
}

/** The same items in batches of `size`; the last one may be smaller. */
async function* inBatches(source: AsyncIterable<readonly string[]>, size: number): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const items of source) {
    for (const item of items) {
      batch.push(item);
      if (batch.length === size) {
        yield batch;
        batch = [];
      }
    }
  }
  if (batch.length > 0) yield batch;
}
