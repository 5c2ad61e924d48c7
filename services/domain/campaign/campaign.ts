/**
 * The terms and rules of a campaign: names, statuses, and allowed transitions, as data (section 4 of the
 * Genesys contract).
 */
import { fault, type Fault } from '../fault.ts';

export const HOME_DIVISION = 'home';
export const MAX_NAME_LENGTH = 64;

export type CampaignStatus =
  'on' | 'stopping' | 'off' | 'complete' | 'invalid' | 'forced_off' | 'forced_stopping';

/** The triggers that change a campaign's status. */
export type StatusTrigger =
  | 'start'
  /** Begins a run for some contacts of an earlier one. */
  | 'resend'
  | 'stop'
  | 'forceStop'
  /** Nothing of the run is in flight any more. */
  | 'drained'
  /** Every contact of the run has its outcome. */
  | 'exhausted'
  | 'invalidate'
  | 'repair';

/**
 * The status that a trigger leads to; a missing entry is an illegal trigger. The same status means that the
 * request already holds: it succeeds and changes nothing. If the last outcome of a run comes late, a stopped
 * campaign becomes complete too.
 */
export const statusAfter: Record<StatusTrigger, Partial<Record<CampaignStatus, CampaignStatus>>> = {
  // an invalid campaign is checked again like any other: the cause may have been repaired
  start: { off: 'on', complete: 'on', invalid: 'on', forced_off: 'on', on: 'on' },
  // an invalid campaign may have messages under way, and nobody reports when they have ended
  resend: { off: 'on', complete: 'on', forced_off: 'on' },
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

/** Messages may be in flight: the campaign cannot be deleted, and most of it cannot be edited. */
export function isActive(status: CampaignStatus): boolean {
  return status === 'on' || status === 'stopping' || status === 'forced_stopping';
}

/**
 * Faults of a name, of a campaign or any other object: at most 64 characters, spaces and special characters
 * allowed.
 */
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
 * The most messages per minute that a campaign may have (F1).
 * @param numberPerSecond throughput of the integration's number, messages per second
 * @param systemPerSecond limit of this installation, messages per second
 */
export function maxMessagesPerMinute(numberPerSecond: number, systemPerSecond: number): number {
  return Math.floor(Math.min(numberPerSecond, systemPerSecond) * 60);
}
