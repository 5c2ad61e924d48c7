/**
 * Sweeps once an hour, one process of all at a time, in small steps with pauses. Started by a service; the
 * lease and what a sweep remembers are in `sweeps`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { SweepDocument } from '../../schemas/collections.ts';
import { findEmptyGroups, removeGroups } from '../platform/kafka/single-life-groups.ts';
import { repeat } from '../platform/process/repeat.ts';
import type { ServiceContext } from '../platform/process/run-service.ts';
import { groupsToRemove } from './may-go.ts';
import { SweepBroken, type SweepParts } from './in-steps.ts';
import { claimSweep, findSweep, makeSweep, releaseSweep, renewSweep } from './lease-store.ts';
import { showRetention } from './show-retention.ts';
import { sweepDatabase } from './sweep.ts';

const LOOK_EVERY_MS = 30_000;
const SWEEP_EVERY_MS = 3_600_000;
/** A step takes far less; a process that is killed is followed after this. */
const LEASE_MS = 120_000;
const STEP_SIZE = 2_000;
/** A step of 2,000 messages takes about 30 ms: so a sweep takes a tenth of the database's time at most. */
const PAUSE_MS = 250;

/** @returns what stops it */
export async function keepRetention(context: ServiceContext): Promise<{ stop: () => Promise<void> }> {
  const { settings, metrics, log, life } = context;
  const database = await context.mongo();
  const stopping = new AbortController();
  await makeSweep(database, new Date());

  async function sweepWhenDue(): Promise<void> {
    const known = await findSweep(database);
    if (!known || Date.now() - known.endedAt.getTime() < SWEEP_EVERY_MS) return;
    const claimed = await claimSweep(database, life, LEASE_MS);
    if (!claimed) return;
    let ended: Pick<SweepDocument, 'endedAt' | 'emptyGroups'> | null = null;
    try {
      await sweepDatabase(partsOf(new Date()));
      ended = { emptyGroups: await sweepGroups(claimed), endedAt: new Date() };
    } catch (error) {
      if (!(error instanceof SweepBroken)) throw error;
      log.info({ reason: error.message }, 'a sweep was broken off; the next goes on with it');
    } finally {
      await releaseSweep(database, life, ended);
    }
  }

  const partsOf = (now: Date): SweepParts => ({
    ...{ database, retention: settings.retention, now, stepSize: STEP_SIZE },
    pause: async (kind, removed) => {
      metrics.count('wac_retention_removed_total', { kind }, removed);
      if (!(await renewSweep(database, life, LEASE_MS))) throw new SweepBroken('another instance sweeps');
      await delay(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) throw new SweepBroken('the process stops');
    },
  });

  async function sweepGroups({ emptyGroups }: SweepDocument): Promise<SweepDocument['emptyGroups']> {
    const { groupsMs } = settings.retention;
    if (groupsMs === 0) return [];
    const empty = await findEmptyGroups(context.kafka, settings.namespace);
    const { remembered, removed } = groupsToRemove(empty, emptyGroups, groupsMs, new Date());
    const went = await removeGroups(context.kafka, removed);
    metrics.count('wac_retention_removed_total', { kind: 'groups' }, went);
    return remembered;
  }

  showRetention(database, metrics, log);
  const what = 'the removal of what has passed its time';
  // not with context.repeat: a stop waits for that work, and a sweep may be long
  const loop = repeat(what, LOOK_EVERY_MS, sweepWhenDue, log);
  return {
    stop: async () => {
      stopping.abort();
      await loop.stop();
    },
  };
}
