/** What the sender knows of campaigns: whether a run may send, and its do-not-contact lists. Present state first, then the events. */
import type { CampaignChanged } from '../../schemas/types.ts';
import type { Database } from '../platform/mongo.ts';
import { findCampaigns } from './store.ts';

export type CampaignView = {
  hear(change: CampaignChanged): void;
  load(): Promise<void>;
  isOn: (campaignId: string, runId: string) => Promise<boolean>;
  dncListsOf(campaignId: string): Promise<readonly string[]>;
  /** Revision of the change that turned it on; 0 = not known. */
  onSinceOf: (campaignId: string) => number;
};

const LOOK_AGAIN_MS = 200;

type Known = { revision: number; status: string; runId: string | null; onSince: number };

export function createCampaignView(database: Database): CampaignView {
  const known = new Map<string, Known>();
  const lookedAtMs = new Map<string, number>();
  /** Lists of a campaign cannot change while it runs; asked for once per run. */
  const dncLists = new Map<string, readonly string[]>();

  function note(campaignId: string, state: Omit<Known, 'onSince'>): void {
    const before = known.get(campaignId);
    if (before && before.revision >= state.revision) return;
    const onSince = before?.status === 'on' ? before.onSince : state.revision;
    known.set(campaignId, { ...state, onSince });
    if (state.status !== 'on') dncLists.delete(campaignId);
  }

  async function look(campaignId: string): Promise<void> {
    lookedAtMs.set(campaignId, Date.now());
    const [campaign] = await findCampaigns(database, { _id: campaignId });
    if (!campaign) return;
    note(campaignId, { revision: campaign.revision, status: campaign.status, runId: campaign.runId });
    dncLists.set(campaignId, campaign.dncListIds);
  }

  return {
    hear: (change) =>
      note(change.campaignId, {
        revision: change.revision,
        status: change.cause === 'DELETED' ? 'deleted' : change.status,
        runId: change.runId,
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
    async dncListsOf(campaignId) {
      if (!dncLists.has(campaignId)) await look(campaignId);
      return dncLists.get(campaignId) ?? [];
    },
  };
}
