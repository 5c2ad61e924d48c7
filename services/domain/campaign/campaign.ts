/** The words and rules of a campaign: names, statuses, and which status follows which, as data (section 4 of the Genesys contract). */
import { fault, type Fault } from '../fault.ts';

export const HOME_DIVISION = 'home';
export const MAX_NAME_LENGTH = 64;

export type CampaignStatus =
  'on' | 'stopping' | 'off' | 'complete' | 'invalid' | 'forced_off' | 'forced_stopping';

/** What can happen to a campaign's status. */
export type StatusTrigger =
  | 'start'
  | 'stop'
  | 'forceStop'
  /** Nothing of the run is in flight any more. */
  | 'drained'
  /** Every contact of the run has its outcome. */
  | 'exhausted'
  | 'invalidate'
  | 'repair';

/**
 * The status that a trigger leads to; missing = the trigger is illegal there. The same status as before = asking for what
 * already holds, which succeeds and changes nothing. A run whose last outcome comes late completes a stopped campaign too.
 */
export const statusAfter: Record<StatusTrigger, Partial<Record<CampaignStatus, CampaignStatus>>> = {
  // an invalid campaign is checked again like any other: what broke may have been repaired meanwhile
  start: { off: 'on', complete: 'on', invalid: 'on', forced_off: 'on', on: 'on' },
  stop: {
    on: 'stopping',
    stopping: 'stopping',
    off: 'off',
    complete: 'complete',
    forced_off: 'forced_off',
    forced_stopping: 'forced_stopping',
  },
  forceStop: {
    on: 'forced_stopping',
    stopping: 'forced_stopping',
    forced_stopping: 'forced_stopping',
    off: 'off',
    complete: 'complete',
    forced_off: 'forced_off',
    invalid: 'invalid',
  },
  drained: { stopping: 'off', off: 'off', forced_stopping: 'forced_off', forced_off: 'forced_off' },
  exhausted: {
    on: 'complete',
    stopping: 'complete',
    off: 'complete',
    forced_stopping: 'complete',
    forced_off: 'complete',
    complete: 'complete',
  },
  invalidate: {
    on: 'invalid',
    stopping: 'invalid',
    off: 'invalid',
    complete: 'invalid',
    invalid: 'invalid',
    forced_off: 'invalid',
    forced_stopping: 'invalid',
  },
  repair: { invalid: 'off' },
};

/** Messages may be under way: the campaign cannot be deleted and most of it cannot be edited. */
export function isActive(status: CampaignStatus): boolean {
  return status === 'on' || status === 'stopping' || status === 'forced_stopping';
}

/** Faults of the name of a campaign or any other named thing; at most 64 characters, spaces and special characters allowed. */
export function nameFaults(name: string): Fault[] {
  if (name.trim() === '') return [fault('name.cannot.be.blank', 'name', 'A name must be provided.')];
  const length = [...name].length;
  if (length <= MAX_NAME_LENGTH) return [];
  return [
    fault(
      'name.length.exceeded',
      'name',
      `The name length exceeds the limit of ${MAX_NAME_LENGTH} characters: it has ${length}.`,
      MAX_NAME_LENGTH,
    ),
  ];
}

/**
 * The most messages per minute that a campaign may ask for (F1).
 * @param numberPerSecond throughput of the integration's number, messages per second
 * @param systemPerSecond what this installation allows, messages per second
 */
export function maxMessagesPerMinute(numberPerSecond: number, systemPerSecond: number): number {
  return Math.floor(Math.min(numberPerSecond, systemPerSecond) * 60);
}
