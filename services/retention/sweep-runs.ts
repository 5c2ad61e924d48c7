/**
 * Runs: ended ones go part by part, of those that go on the order behind what has settled; paces forget what
 * has ended.
 */
import { exclusionIdOf, messageIdOf } from '../domain/message/message.ts';
import {
  findRunEnds,
  findSettledContacts,
  noteMessagesGo,
  noteMessagesRemoved,
  noteRunEnds,
  removeMessages,
  type RunEnd,
} from '../ledger/retention/remove-run.ts';
import type { RunPageDocument } from '../../schemas/collections.ts';
import { hasPassed, pageHasSettled, runMayGo } from './may-go.ts';
import {
  findDecidedPages,
  findLiveRuns,
  findPaces,
  findRuns,
  findTakenUpAt,
  forgetRuns,
  removeOrder,
  removePage,
  removeRun,
  type KnownRun,
} from './run-store.ts';
import { inSteps, type SweepParts } from './in-steps.ts';

/** Pages hold up to 1,000 contacts each. */
const PAGES_A_STEP = 50;
/** Of one run in one sweep: the rest is for the next. */
const PAGES_LOOKED_AT = 5_000;

export async function sweepRuns(parts: SweepParts, runsAPage: number): Promise<void> {
  const { database, now } = parts;
  let after = '';
  for (;;) {
    const runs = await findRuns(database, after, runsAPage);
    const ended = runs.filter(({ isLive }) => !isLive).map(({ _id }) => _id);
    const ends = await findRunEnds(database, ended);
    await noteRunEnds(
      database,
      ended.filter((runId) => !ends.get(runId)?.closedAt),
      now,
    );
    for (const run of runs)
      if (run.isLive) await trimOrder(parts, run._id);
      else if (!run.isRepeated) await sweepEndedRun(parts, run, ends.get(run._id));
    const last = runs.at(-1);
    if (!last || runs.length < runsAPage) break;
    after = last._id;
  }
  await forgetInPaces(parts);
}

async function sweepEndedRun(
  { database, retention, now, stepSize, pause }: SweepParts,
  { _id: runId, isLive }: KnownRun,
  end: RunEnd | undefined,
): Promise<void> {
  const mayGo = runMayGo({ isLive, closedAt: end?.closedAt ?? null }, retention, now);
  if (mayGo.order || mayGo.run)
    await inSteps(PAGES_A_STEP, 'pages', pause, () => removeOrder(database, runId, PAGES_A_STEP));
  // once more before the run goes: something late may have come after its messages went
  if (mayGo.messages && (mayGo.run || !end?.areMessagesRemoved)) {
    await noteMessagesGo(database, runId, now);
    await inSteps(stepSize, 'messages', pause, () => removeMessages(database, runId, stepSize));
    if (!mayGo.run) await noteMessagesRemoved(database, runId, now);
  }
  if (!mayGo.run) return;
  await removeRun(database, runId);
  await pause('runs', 1);
}

/** Its messages stay: they are what keeps a person from getting a second one. */
async function trimOrder({ database, retention, now, pause }: SweepParts, runId: string): Promise<void> {
  if (retention.orderMs === 0) return;
  let after = `${runId}:`;
  for (let seen = 0; seen < PAGES_LOOKED_AT; seen += PAGES_A_STEP) {
    const pages = await findDecidedPages(database, { runId, after, limit: PAGES_A_STEP });
    for (const page of pages) {
      const takenUpAt = await findTakenUpAt(database, page._id);
      if (!takenUpAt || !hasPassed(takenUpAt, retention.orderMs, now)) continue;
      const settled = await findSettledContacts(database, ledgerIdsOf(runId, page));
      if (!pageHasSettled(page, settled)) continue;
      await removePage(database, page._id);
      await pause('pages', 1);
    }
    const last = pages.at(-1);
    if (!last || pages.length < PAGES_A_STEP) return;
    after = last._id;
  }
}

/** A contact's outcome is its message's, or that of its exclusion. */
const ledgerIdsOf = (runId: string, { contactIds, decisions }: RunPageDocument): string[] =>
  contactIds.flatMap((contactId, place) => {
    const decision = decisions[place] ?? '!';
    const exclusion = exclusionIdOf(runId, contactId);
    return decision.startsWith('!') ? [exclusion] : [exclusion, messageIdOf(runId, decision)];
  });

async function forgetInPaces({ database, pause }: SweepParts): Promise<void> {
  for (const { _id, runs } of await findPaces(database)) {
    const campaignIds = Object.values(runs).flatMap(({ campaignId }) => campaignId ?? []);
    const { runs: live } = await findLiveRuns(database, campaignIds);
    const ended = Object.entries(runs).flatMap(([runId, { campaignId }]) =>
      campaignId !== undefined && !live.has(runId) ? [runId] : [],
    );
    if (ended.length === 0) continue;
    await forgetRuns(database, _id, ended);
    await pause('paces', ended.length);
  }
}
