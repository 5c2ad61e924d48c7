/** How long each kind of stored data is kept, and what these times must not undercut. Pure. */
import type { Env } from './env.ts';

/** Milliseconds after which data may go; 0 = it is kept for good. */
export type Retention = {
  /** Messages of a run, from its end. */
  messagesMs: number;
  /** Counters and definition of a run, from its end. */
  runsMs: number;
  /** Order and texts: of a run from its end, of a run that goes on behind what has settled. */
  orderMs: number;
  /** Imports, from their end. */
  importsMs: number;
  /** Rows that an import rejected, from its end. */
  rejectsMs: number;
  /** Uploaded files that no import has taken. Those of an import go at its end. */
  uploadsMs: number;
  /** The event log, and answers that may be opt-outs. */
  eventsMs: number;
  outcomesMs: number;
  /** Who changed what. */
  auditsMs: number;
  /** What was sent to webhook subscriptions. */
  deliveriesMs: number;
  /** Dead letters and their marks, on their topics. */
  deadLettersMs: number;
  /** Consumer groups of former process lives, since they have been empty. */
  groupsMs: number;
};

const HOURS_A_DAY = 24;
const DAY_MS = 24 * 3_600_000;

/** WhatsApp repeats webhooks for 7 days, and topics keep statuses for 7 more. */
const LATE_STATUS_DAYS = 14;
/** A command lies on its topic for 30 days: its outcome must be remembered for longer, or it acts again. */
const LEAST_OUTCOMES_DAYS = 60;
/** What was emitted lies on topics for up to 7 days, and may be asked for again. */
const LEAST_ORDER_DAYS = 8;
/** A delivery is tried for a day, and asked for again by people after that. */
const LEAST_DELIVERIES_DAYS = 2;
/** A delivery of the command that started it must still find the import. */
const LEAST_IMPORTS_DAYS = 31;

export const retentionOf = (env: Env): Retention => ({
  messagesMs: env.RETENTION_MESSAGES_DAYS * DAY_MS,
  runsMs: env.RETENTION_RUNS_DAYS * DAY_MS,
  orderMs: env.RETENTION_ORDER_DAYS * DAY_MS,
  importsMs: env.RETENTION_IMPORTS_DAYS * DAY_MS,
  rejectsMs: env.RETENTION_REJECTS_DAYS * DAY_MS,
  uploadsMs: env.RETENTION_UPLOADS_DAYS * DAY_MS,
  eventsMs: env.RETENTION_EVENTS_DAYS * DAY_MS,
  outcomesMs: env.RETENTION_OUTCOMES_DAYS * DAY_MS,
  auditsMs: env.RETENTION_AUDITS_DAYS * DAY_MS,
  deliveriesMs: env.RETENTION_DELIVERIES_DAYS * DAY_MS,
  deadLettersMs: env.RETENTION_DEAD_LETTERS_DAYS * DAY_MS,
  groupsMs: env.RETENTION_GROUPS_DAYS * DAY_MS,
});

/** @returns a sentence for each time that would remove what something else still rests on */
export function retentionFaults(env: Env): string[] {
  const faults: string[] = [];
  const least = (name: keyof Env & `RETENTION_${string}`, days: number, why: string): void => {
    const given = env[name];
    if (given !== 0 && given < days) faults.push(`${name}: ${given} must be 0 or at least ${days}: ${why}`);
  };
  const statusDays = Math.ceil(env.NO_NEWS_AFTER_HOURS / HOURS_A_DAY) + LATE_STATUS_DAYS;
  least('RETENTION_MESSAGES_DAYS', statusDays, 'until then a message may still get a status');
  least('RETENTION_OUTCOMES_DAYS', LEAST_OUTCOMES_DAYS, 'a command that is read again would act again');
  least('RETENTION_ORDER_DAYS', LEAST_ORDER_DAYS, 'until then contacts may be asked for again');
  least('RETENTION_IMPORTS_DAYS', LEAST_IMPORTS_DAYS, 'until then its command may be read again');
  least('RETENTION_DELIVERIES_DAYS', LEAST_DELIVERIES_DAYS, 'until then it is tried again');
  least('RETENTION_RUNS_DAYS', env.RETENTION_MESSAGES_DAYS, 'a run outlives its messages');
  if (env.RETENTION_MESSAGES_DAYS === 0 && env.RETENTION_RUNS_DAYS !== 0)
    faults.push(`RETENTION_RUNS_DAYS: ${env.RETENTION_RUNS_DAYS} must be 0: the messages of runs are kept`);
  least('RETENTION_IMPORTS_DAYS', env.RETENTION_REJECTS_DAYS, 'an import outlives its rejected rows');
  if (env.RETENTION_REJECTS_DAYS === 0 && env.RETENTION_IMPORTS_DAYS !== 0)
    faults.push(`RETENTION_IMPORTS_DAYS: ${env.RETENTION_IMPORTS_DAYS} must be 0: rejected rows are kept`);
  return faults;
}
