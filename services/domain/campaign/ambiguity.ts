/**
 * What to do with a message that may or may not have been sent, once no webhook has settled it in time
 * (contract section 10).
 */
import { fault, type Fault } from '../fault.ts';

export type AmbiguityPolicy = 'HOLD' | 'RESEND_ONCE' | 'GIVE_UP';
export type Ambiguity = { readonly policy: AmbiguityPolicy; readonly afterMinutes: number };

/** At most once: a message that may have been sent is not sent again. */
export const defaultAmbiguity: Ambiguity = { policy: 'HOLD', afterMinutes: 60 };

/** Webhooks arrive for up to seven days. */
const MOST_MINUTES = 7 * 24 * 60;

export function ambiguityFaults({ afterMinutes }: Ambiguity): Fault[] {
  if (Number.isInteger(afterMinutes) && afterMinutes >= 1 && afterMinutes <= MOST_MINUTES) return [];
  return [
    fault(
      'invalid.ambiguity.minutes',
      'ambiguity',
      `The waiting time for a status of an unknown message is ${afterMinutes} minutes; expected a whole number from 1 to ${MOST_MINUTES}.`,
      MOST_MINUTES,
    ),
  ];
}

/** True while the policy still has to decide about unknown messages: the run cannot end before. */
export const decidesUnknown = (ambiguity: Ambiguity | undefined): boolean =>
  ambiguity !== undefined && ambiguity.policy !== 'HOLD';
