/**
 * What the sender knows of campaigns: whether a run may send, at which times, and its definition. Present
 * state first, then the events.
 */
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { CallableTimes, CampaignChanged } from '../../../schemas/types.ts';
import { callableClock, type CallableClock } from '../../domain/time/callable-time.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findCampaigns } from '../store.ts';

export type CampaignView = {
  onChanged(change: CampaignChanged): void;
  load(): Promise<void>;
  isOn: (campaignId: string, runId: string) => Promise<boolean>;
  /** Revision of the change that turned it on; 0 = not known. */
  onSinceOf: (campaignId: string) => number;
  /**
   * Whether it is callable time for a contact of the zone so many milliseconds from now; as known when isOn
   * was asked last.
   */
  isCallable: (campaignId: string, timeZone: string | null, inMs: number) => boolean;
  /**
   * The campaign as it was when it was started; it cannot change in what matters while it runs. Null when it
   * is gone.
   */
  definitionOf: (campaignId: string) => Promise<CampaignDocument | null>;
};

const LOOK_AGAIN_MS = 200;

type Known = {
  revision: number;
  status: string;
  runId: string | null;
  onSince: number;
  spanOf: CallableClock | null;
};

const clockOf = (times: CallableTimes | null | undefined): CallableClock | null =>
  times ? callableClock(times) : null;

/** @param callableNowMs the time that callable times are judged by */
export function createCampaignView(database: Database, callableNowMs: () => number): CampaignView {
  const known = new Map<string, Known>();
  const lookedAtMs = new Map<string, number>();
  /** Asked for once per run. */
  const definitions = new Map<string, CampaignDocument>();

  function note(campaignId: string, state: Omit<Known, 'onSince'>): void {
    const before = known.get(campaignId);
    if (before && before.revision >= state.revision) return;
    const onSince = before?.status === 'on' ? before.onSince : state.revision;
    known.set(campaignId, { ...state, onSince });
    if (state.status !== 'on') definitions.delete(campaignId);
  }

  async function look(campaignId: string): Promise<void> {
    lookedAtMs.set(campaignId, Date.now());
    const [campaign] = await findCampaigns(database, { _id: campaignId });
    if (!campaign) return;
    const { revision, status, runId, callableTimes } = campaign;
    note(campaignId, { revision, status, runId, spanOf: clockOf(callableTimes) });
    definitions.set(campaignId, campaign);
  }

  return {
    onChanged: (change) =>
      note(change.campaignId, {
        revision: change.revision,
        status: change.cause === 'DELETED' ? 'deleted' : change.status,
        runId: change.runId,
        spanOf: clockOf(change.callableTimes),
      }),
    async load() {
      for (const { _id } of await findCampaigns(database, { live: true })) await look(_id);
    },
    async isOn(campaignId, runId) {
      const may = (): boolean =>
        known.get(campaignId)?.status === 'on' && known.get(campaignId)?.runId === runId;
      // the news of its start may still be on its way to us
      if (!may() && Date.now() - (lookedAtMs.get(campaignId) ?? 0) > LOOK_AGAIN_MS) await look(campaignId);
      return may();
    },
    onSinceOf: (campaignId) => known.get(campaignId)?.onSince ?? 0,
    isCallable(campaignId, timeZone, inMs) {
      const spanOf = known.get(campaignId)?.spanOf;
      return !spanOf || spanOf(timeZone, callableNowMs() + inMs).isCallable;
    },
    async definitionOf(campaignId) {
      if (!definitions.has(campaignId)) await look(campaignId);
      return definitions.get(campaignId) ?? null;
    },
  };
}
