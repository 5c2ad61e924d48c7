/** The order of each run, and what was fixed when its contacts were taken up. */
import type { TemplateUse } from '../types.ts';
import type { Resend } from './campaign-collections.ts';
import { collection } from './collection.ts';

/** The order of one run, made once at its start. */
export type CampaignRunDocument = {
  _id: string;
  campaignId: string;
  number: number;
  integrationId: string;
  contactListId: string;
  /** The list's column that is messaged; absent in older runs. */
  whatsappColumn?: string;
  /** PLANNING until the order is stored. */
  state: 'PLANNING' | 'READY';
  /** Who makes the order: only the latest to claim it may store pages. */
  planner?: string;
  /** Contacts in the order so far: sequence numbers 0 … planned - 1. */
  planned: number;
  pages: number;
  filteredOut: number;
  /** The run is a resend: its order is not lengthened. Absent: it is for all contacts of the list. */
  resend?: Resend;
  /** Contacts with a higher arrival number are not in the order yet. */
  plannedThroughArrival: number;
  /** Sequence number after the last contact that was put ahead of others; absent: none was. */
  priorityThrough?: number;
  plannedAt: Date | null;
};

/** Up to 1,000 contacts of a run's order; up to 2,000 where contacts were put ahead of others. */
export type RunPageDocument = {
  /** `<run id>:<page, six digits>` */
  _id: string;
  runId: string;
  /** Pages are numbered as they are made: their order is that of firstSequence. */
  page: number;
  /** Sequence number of the first contact; grows while none of its contacts is taken up and others are put ahead of them. */
  firstSequence: number;
  /** How often contacts were put among its own: whoever read it before must read it again. */
  insertions?: number;
  contactIds: string[];
  /**
   * One entry per contact taken up, in the page's order: the Phone ID to message, or `!REASON` (a SkipReason; `!ERASED`: the person was erased since).
   * Written before anything is emitted, so that a second emission says the same.
   */
  decisions: string[];
};

/** What was fixed when contacts were taken up, so that a repeat says the same although the contact or the campaign changed. */
export type TakenUpDocument = {
  /** `<page id>:<place of the first within the page, four digits>` */
  _id: string;
  runId: string;
  firstSequence: number;
  template: TemplateUse;
  /** One entry per contact: texts of the template's parameters, or the detail of the reason alone. */
  texts: string[][];
  /** One entry per contact, the zone that its callable time goes by; absent when the campaign had no callable times. */
  timeZones?: Array<string | null>;
  at: Date;
};

export const runCollections = {
  campaignRuns: collection<CampaignRunDocument>({
    name: 'campaign_runs',
    writers: ['eligibility', 'retention'],
    indexes: [
      { keys: { contactListId: 1, plannedAt: 1 } },
      { keys: { plannedAt: 1, _id: 1, campaignId: 1 } },
      { keys: { integrationId: 1 } },
    ],
  }),
  runPages: collection<RunPageDocument>({
    name: 'run_pages',
    writers: ['eligibility', 'retention', 'people'],
    indexes: [{ keys: { runId: 1, firstSequence: 1 } }],
    shardKey: { _id: 1 },
  }),
  takenUp: collection<TakenUpDocument>({
    name: 'taken_up',
    writers: ['eligibility', 'retention', 'people'],
    indexes: [],
    shardKey: { _id: 1 },
  }),
} as const;
