/**
 * What of one run waits in the ledger: what is due is found there, who may not be messaged now is put there,
 * and those are counted for people.
 */
import type { EligibleContact } from '../../../schemas/types.ts';
import type { MessageDocument } from '../../../schemas/collections.ts';
import { countWaiting, findDueMessages, findWaitingZones } from '../../ledger/waiting/waiting-messages.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { CallableGate, Zone } from './callable-gate.ts';
import { deferContacts } from './defer-contacts.ts';

/** Contacts written to the ledger in one go. */
const DEFER_AT_ONCE = 1_000;
/** The same zones are counted again after this, and after so many times as long as the counting took. */
const COUNT_EVERY_MS = 5_000;
const COUNT_PAUSE_FACTOR = 50;

/** Who waits for their callable time, and the first of them whose time comes. */
export type Sleepers = { contacts: number; nextAt: Date; timeZone: string };

export type WaitingRun = {
  /**
   * Messages that may have a slot now, earliest due time first; those in zones whose callable time it is not
   * stay where they are.
   * @param gate null when any time is callable
   */
  findDue(gate: CallableGate | null, now: Date, limit: number): Promise<MessageDocument[]>;
  /** Puts the first of these contacts into the ledger. @returns those that are durable there now */
  defer(contacts: readonly EligibleContact[], now: Date): Promise<readonly EligibleContact[]>;
  /** As counted last; null when nobody sleeps. */
  sleepers(): Sleepers | null;
};

export type WaitingRunOptions = { campaignId: string; runId: string; integrationId: string };

export function createWaitingRun(
  parts: { database: Database; producer: Producer; metrics: Metrics; log: Logger },
  run: WaitingRunOptions,
): WaitingRun {
  const { database, producer, metrics, log } = parts;
  const { runId } = run;
  let sleepers: Sleepers | null = null;
  let counted = { zones: '', againAtMs: 0 };
  let isCounting = false;

  async function count(gate: CallableGate, closed: readonly Zone[], now: Date): Promise<void> {
    const zones = JSON.stringify(closed);
    if (isCounting || (zones === counted.zones && now.getTime() < counted.againAtMs)) return;
    isCounting = true;
    const startedAt = performance.now();
    // nobody awaits this: whatever throws must be caught here, or it would end the process
    try {
      const next = gate.nextToOpen(closed);
      const contacts = next ? await countWaiting(database, runId, closed) : 0;
      sleepers =
        next && contacts > 0 ? { contacts, nextAt: new Date(next.atMs), timeZone: next.timeZone } : null;
    } catch (error) {
      log.warn({ err: error, runId }, 'contacts that wait for their callable time could not be counted');
    }
    const pauseMs = Math.max(COUNT_EVERY_MS, COUNT_PAUSE_FACTOR * (performance.now() - startedAt));
    counted = { zones, againAtMs: now.getTime() + pauseMs };
    isCounting = false;
  }

  return {
    async findDue(gate, now, limit) {
      const zones = await findWaitingZones(database, runId);
      const open = gate ? zones.filter((zone) => gate.isOpen(zone)) : zones;
      if (gate && open.length < zones.length)
        void count(
          gate,
          zones.filter((zone) => !open.includes(zone)),
          now,
        );
      else sleepers = null;
      return open.length === 0 ? [] : findDueMessages(database, runId, open, now, limit);
    },
    async defer(contacts, now) {
      const first = contacts.slice(0, DEFER_AT_ONCE);
      await faultPoint('throttle.defer.before');
      await deferContacts(database, producer, run, first, now);
      await faultPoint('throttle.defer.after');
      metrics.count('wac_contacts_deferred_total', {}, first.length);
      return first;
    },
    sleepers: () => sleepers,
  };
}
