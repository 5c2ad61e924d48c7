/**
 * The numbers of this instance: those that are ours and have something to do are claimed, several at once and
 * beside the ticks, so that a slow one holds up no other; those that are not are forgotten.
 */
import type { IntegrationDocument } from '../../../schemas/collections.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { isConfirmedBy, type ClaimedNumber } from './claim-number.ts';
import { noteReleasedBy, releasesOf } from './number-runs.ts';
import {
  isIdle,
  openNumber,
  setIntegration,
  type PacedNumber,
  type PacedNumberParts,
} from './paced-number.ts';
import type { LostReleases } from '../restore/look-for-lost.ts';
import { isLookDue, type ReleasesOfRun } from '../restore/lost-releases.ts';

const REFRESH_EVERY_MS = 5_000;
/** More would wait for each other at the database. */
const CLAIMS_AT_ONCE = 10;
/** After a claim that failed. */
const CLAIM_AGAIN_MS = 500;

export type OwnNumbersParts = {
  readonly log: Logger;
  readonly numberParts: PacedNumberParts;
  readonly findIntegrations: (ids: readonly string[]) => Promise<IntegrationDocument[]>;
  readonly claim: (integration: IntegrationDocument) => Promise<ClaimedNumber>;
  /** What of these runs was released long ago and is not in the ledger. */
  readonly lookForLost: (runs: ReadonlyMap<string, ReleasesOfRun>, nowMs: number) => Promise<LostReleases>;
  /** A number was claimed; it knows nothing of its campaigns yet. */
  readonly onClaimed: (number: PacedNumber) => void;
};

export type OwnNumbers = {
  readonly parts: OwnNumbersParts;
  /** By integration. */
  readonly numbers: Map<string, PacedNumber>;
  readonly claiming: Map<string, Promise<void>>;
  readonly claimAgainAtMs: Map<string, number>;
  /** Grows whenever partitions move: a claim from before is not used. */
  generation: number;
  refreshing: Promise<void> | null;
  refreshedAtMs: number;
};

export const openOwnNumbers = (parts: OwnNumbersParts, nowMs: number): OwnNumbers => ({
  parts,
  numbers: new Map(),
  claiming: new Map(),
  claimAgainAtMs: new Map(),
  generation: 0,
  refreshing: null,
  refreshedAtMs: nowMs,
});

/** Partitions move: a claim under way is not used. @param letGo whether none are ours until the next word */
export function partitionsMoved(own: OwnNumbers, letGo: boolean): void {
  own.generation += 1;
  if (letGo) own.numbers.clear();
}

/**
 * Starts what is to be claimed or looked up; resolves nothing, waits for nothing.
 * @param wanted integrations that are ours and have live campaigns
 * @param isOurs whether the number's partition is ours
 */
export function keepOwnNumbers(
  own: OwnNumbers,
  wanted: ReadonlySet<string>,
  isOurs: (integrationId: string) => boolean,
  nowMs: number,
): void {
  const isRefresh = own.refreshing === null && nowMs - own.refreshedAtMs > REFRESH_EVERY_MS;
  for (const [integrationId, number] of own.numbers) {
    const isDone = isRefresh && isIdle(number) && !wanted.has(integrationId);
    if (number.isLost || isDone || !isOurs(integrationId)) own.numbers.delete(integrationId);
  }
  if (isRefresh && own.numbers.size > 0) {
    own.refreshedAtMs = nowMs;
    own.refreshing = refresh(own, nowMs).finally(() => (own.refreshing = null));
  }
  const missing = [...wanted].filter(
    (id) => !own.numbers.has(id) && !own.claiming.has(id) && (own.claimAgainAtMs.get(id) ?? 0) <= nowMs,
  );
  for (const integrationId of missing.slice(0, Math.max(0, CLAIMS_AT_ONCE - own.claiming.size)))
    own.claiming.set(
      integrationId,
      claim(own, integrationId, nowMs).finally(() => own.claiming.delete(integrationId)),
    );
}

/** Resolves when nothing is being claimed or looked up. */
export async function settleOwnNumbers({ claiming, refreshing }: OwnNumbers): Promise<void> {
  await Promise.all([...claiming.values(), refreshing]);
}

async function claim(own: OwnNumbers, integrationId: string, nowMs: number): Promise<void> {
  const { log, numberParts, findIntegrations, onClaimed } = own.parts;
  const { generation } = own;
  own.claimAgainAtMs.delete(integrationId);
  try {
    const [integration] = await findIntegrations([integrationId]);
    if (!integration) return void own.claimAgainAtMs.set(integrationId, nowMs + CLAIM_AGAIN_MS);
    const { pace, mismatch } = await own.parts.claim(integration);
    if (generation !== own.generation) return; // partitions moved meanwhile; the next tick looks again
    const number = openNumber(numberParts, integration, pace, mismatch);
    own.numbers.set(integrationId, number);
    numberParts.metrics.count('wac_slot_takeovers_total');
    log.info({ integrationId, epoch: pace.epoch }, 'pacing this number');
    onClaimed(number);
  } catch (error) {
    own.claimAgainAtMs.set(integrationId, nowMs + CLAIM_AGAIN_MS);
    log.error({ err: error, integrationId }, 'a number could not be claimed; the next ticks try again');
  }
}

/**
 * The numbers as registered now; one that an operator has let go on, or of which old releases are not in the ledger, is
 * claimed anew.
 */
async function refresh(own: OwnNumbers, nowMs: number): Promise<void> {
  try {
    const present = await own.parts.findIntegrations([...own.numbers.keys()]);
    for (const integration of present) {
      const number = own.numbers.get(integration._id);
      if (!number) continue;
      setIntegration(number, integration);
      if (number.mismatch && isConfirmedBy(integration, number.mismatch)) own.numbers.delete(integration._id);
    }
    for (const number of own.numbers.values()) await lookForLost(own, number, nowMs);
  } catch (error) {
    own.parts.log.error({ err: error }, 'the numbers could not be looked up; the next look is in seconds');
  }
}

/** Whoever claims a number goes back to what is lost: here it is only found. */
async function lookForLost(own: OwnNumbers, number: PacedNumber, nowMs: number): Promise<void> {
  const { _id } = number.integration;
  const due = new Map([...releasesOf(number.runs)].filter(([, run]) => isLookDue(run, nowMs)));
  if (due.size === 0 || number.mismatch) return;
  const { lost, releasedBy } = await own.parts.lookForLost(due, nowMs);
  if (lost.size > 0) {
    if (own.numbers.get(_id) === number) own.numbers.delete(_id);
    return;
  }
  noteReleasedBy(number.runs, releasedBy);
  number.isChanged = true;
}
