/** Campaigns, their filters, and what became of commands. */
import type {
  Ambiguity,
  CallableTimes,
  CampaignStatus,
  ContactSort,
  Fault,
  FilterClause,
  FilterType,
  ResendKind,
  TemplateUse,
} from '../types.ts';
import { collection } from './collection.ts';

/** A campaign's definition and status. Written through commands only (invariant 9). */
export type CampaignDocument = {
  _id: string;
  name: string;
  divisionId: string;
  contactListId: string;
  whatsappColumn: string;
  integrationId: string;
  messagesPerMinute: number;
  template: TemplateUse;
  dncListIds: string[];
  contactListFilterIds: string[];
  contactSorts: ContactSort[];
  alwaysRunning: boolean;
  /** What becomes of unknown messages; absent = they stay unknown. */
  ambiguity?: Ambiguity;
  /** Absent or null = any time. */
  callableTimes?: CallableTimes | null;
  status: CampaignStatus;
  errors: Fault[];
  /** Grows with every edit (A7). */
  version: number;
  /** Grows with every change, also the engine's own. */
  revision: number;
  runNumber: number;
  runId: string | null;
  /** The next start begins a new run: set by complete and recycle. */
  startsNewRun: boolean;
  /** The present run is a resend; absent or null: it is for all contacts of the list. */
  resend?: Resend | null;
  /** The campaign became invalid while it was active, and nothing has confirmed since that no request is under way. */
  brokenOff?: boolean;
  createdAt: Date;
  modifiedAt: Date;
  startedAt: Date | null;
  stoppedAt: Date | null;
  /** A start that waits for its time; absent or null: none. */
  scheduledStart?: ScheduledStart | null;
  /** The scheduled start that was not made, and why; absent or null: none since the last start or schedule. */
  missedStart?: (ScheduledStart & { at: Date; errors: Fault[] }) | null;
};

/** A run for some contacts of an earlier run. */
export type Resend = {
  /** Number of the run whose contacts are chosen from. */
  ofRun: number;
  /** Messages of this run and all later ones decide who may be messaged; `ofRun` or, if that is a resend too, the run that it comes from. */
  sinceRun: number;
  kinds: ResendKind[];
  /** WhatsApp error codes of FAILED; empty: all. */
  codes: number[];
};

/** `id` is that of the command. Started from `notBefore` on, and not after `notAfter`. */
export type ScheduledStart = { id: string; notBefore: Date; notAfter: Date };

/** How many things of a kind exist; counted in the same transaction that makes or deletes one. */
export type LimitDocument = { _id: string; count: number };

/** What became of a command: the same answer for a second delivery. `events` are the records to publish (again). */
export type CommandOutcomeDocument = {
  _id: string;
  subjectId: string;
  accepted: boolean;
  errors: Fault[];
  version: number | null;
  /** What could not be checked of what was accepted. */
  warnings?: Fault[];
  /** Kind of the command; absent in documents of earlier versions. */
  command?: string | null;
  issuedBy?: string | null;
  /** JSON of the campaign-events published for it; in documents of earlier versions its outcome is one of them. */
  events: string[];
  /** JSON of the contact-list-events published for it (importer). */
  contactListEvents?: string[];
  at: Date;
};

export type ContactListFilterDocument = {
  _id: string;
  name: string;
  contactListId: string;
  filterType: FilterType;
  clauses: FilterClause[];
  /** Grows with every edit; absent in documents from before it was kept = 1. */
  version?: number;
  createdAt: Date;
  modifiedAt?: Date;
};

export const campaignCollections = {
  campaigns: collection<CampaignDocument>({
    name: 'campaigns',
    writers: ['campaigns'],
    indexes: [
      { keys: { name: 1 }, unique: true },
      { keys: { status: 1, name: 1 } },
      { keys: { contactListId: 1 } },
      { keys: { divisionId: 1 } },
      { keys: { modifiedAt: 1 } },
      { keys: { 'template.responseId': 1 }, onlyWith: 'template.responseId' },
      { keys: { 'scheduledStart.notBefore': 1 }, onlyWith: 'scheduledStart.notBefore' },
    ],
  }),
  limits: collection<LimitDocument>({
    name: 'limits',
    // for campaigns and importer, each its own kinds
    writers: ['commands'],
    indexes: [],
  }),
  commandOutcomes: collection<CommandOutcomeDocument>({
    name: 'command_outcomes',
    // commands: for campaigns and importer
    writers: ['commands', 'people'],
    // three times as long as a command can lie on its topic: one that is read again must find its outcome, else it acts again
    indexes: [{ keys: { at: 1 }, expireAfterSeconds: 90 * 24 * 3600, expiresBy: 'outcomes' }],
  }),
  contactListFilters: collection<ContactListFilterDocument>({
    name: 'contact_list_filters',
    writers: ['campaigns'],
    indexes: [{ keys: { name: 1 }, unique: true }],
  }),
} as const;
