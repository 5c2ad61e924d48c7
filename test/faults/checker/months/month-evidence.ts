/** What the checker looks at after simulated months: whom the provider's side accepted, what the database says, what was asked for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Accepted } from '../evidence.ts';
import { linesOf } from '../read-evidence.ts';

/** How much there is at one time. */
export type Sizes = {
  day: number;
  /** People in all contact lists. */
  people: number;
  collections: Record<string, { documents: number; largestBytes: number }>;
  /** Records on topics whose records go by age. */
  topics: Record<string, { records: number; keptDays: number }>;
  groups: number;
  /** Indexes of all collections. */
  indexes?: number;
  /** Metric series of each process. */
  series?: Record<string, number>;
  /** Resident memory of each process, MiB. */
  memory?: Record<string, number>;
};

export type MonthFacts = {
  /** Each of these people gets one message in this run; `again`: who may get a second, as an operator has decided. */
  runs: Array<{ runId: string; to: string[]; again?: string[] }>;
  sizes: Sizes[];
  /** What grows for so many days before the first of it goes. */
  keptDays: Record<string, number>;
  /** What grows with the people in the lists. */
  perPerson: string[];
  /** Nobody (or none of these) may get a message then; milliseconds since the epoch by the moved clocks. */
  silences: Array<{ why: string; fromMs: number; untilMs: number; to?: string[] }>;
  /** Commands that were published (again) long after they were issued: since then they must not act. */
  oldCommands: Array<{ commandId: string; subjectId: string; publishedMs: number }>;
  /** Campaigns that are as they were, whatever has been published. */
  unchanged: Array<{ campaignId: string; status: string; runId: string | null; version: number | null }>;
  /** Scheduled starts that nobody was there for. */
  missedStarts: string[];
  /** Answers of the API to credentials: those that have ended, and those that must still hold. */
  answers: Array<{ what: string; expected: number; status: number }>;
};

export type MonthCampaign = {
  _id: string;
  status: string;
  runId?: string | null;
  version?: number;
  missedStart?: { errors?: Array<{ code?: string }> } | null;
};
export type MonthOutcome = { _id: string; subjectId: string; accepted: boolean; at: unknown };

/** A message of which nobody can know whether it arrived. */
export type MonthUnknown = { _id: string; runId: string; to?: string };

export type MonthEvidence = {
  facts: MonthFacts;
  accepted: Accepted[];
  campaigns: MonthCampaign[];
  outcomes: MonthOutcome[];
  unknown: MonthUnknown[];
};

export const noFacts = (): MonthFacts => ({
  ...{ runs: [], sizes: [], keptDays: {}, perPerson: [], silences: [], oldCommands: [] },
  ...{ unchanged: [], missedStarts: [], answers: [] },
});

export function readMonthEvidence(folder: string): MonthEvidence {
  const lines = <T>(name: string): T[] => linesOf(join(folder, `${name}.ndjson`)) as T[];
  return {
    facts: JSON.parse(readFileSync(join(folder, 'months.json'), 'utf8')) as MonthFacts,
    accepted: lines('accepted'),
    campaigns: lines('campaigns'),
    outcomes: lines('command_outcomes'),
    unknown: lines('unknown'),
  };
}
