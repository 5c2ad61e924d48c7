/**
 * Relations between settings on which promises depend: the margin of a minute covers how late a message may
 * be sent (F2), and the lease of a claimed message covers the wait for its slot and for the provider's answer
 * (G2).
 */
import type { Env } from './env.ts';

/** A request needs this much of its lease beyond its timeout (services/sender/send/send-schedule.ts). */
const LEASE_RESERVE_MS = 1_000;
/**
 * The sender gives back messages that are released further ahead (services/sender/claim/claim-messages.ts).
 */
const MAX_HORIZON_MS = 60_000;
const MAX_MARGIN = 0.5;

type PaceEnv = Pick<
  Env,
  | 'PACE_MARGIN'
  | 'PACE_UNCHECKED'
  | 'SEND_HORIZON_MS'
  | 'SEND_CLAIM_AHEAD_MS'
  | 'SEND_LATENESS_MS'
  | 'SEND_TIMEOUT_MS'
  | 'SEND_LEASE_MS'
>;

/** @returns one sentence for each relation that does not hold, beginning with the name of a setting */
export function paceFaults(env: PaceEnv): string[] {
  const faults: string[] = [];
  const { PACE_MARGIN: margin, SEND_LEASE_MS: leaseMs } = env;
  if (margin < 0 || margin > MAX_MARGIN)
    faults.push(`PACE_MARGIN: ${margin} must lie between 0 and ${MAX_MARGIN}`);
  if (env.SEND_HORIZON_MS >= MAX_HORIZON_MS)
    faults.push(`SEND_HORIZON_MS: ${env.SEND_HORIZON_MS} must be less than ${MAX_HORIZON_MS}`);
  const latenessMs = env.PACE_UNCHECKED ? 0 : env.SEND_LATENESS_MS;
  const coveredMs = Math.round(margin * 60_000);
  if (!env.PACE_UNCHECKED && latenessMs >= coveredMs)
    faults.push(
      `SEND_LATENESS_MS: ${latenessMs} must be less than PACE_MARGIN (${margin}) × 60000 = ${coveredMs}, ` +
        'or a sliding minute may exceed the limit',
    );
  const neededMs = env.SEND_CLAIM_AHEAD_MS + latenessMs + env.SEND_TIMEOUT_MS + LEASE_RESERVE_MS;
  if (leaseMs <= neededMs)
    faults.push(
      `SEND_LEASE_MS: ${leaseMs} must be more than ${neededMs}, which is SEND_CLAIM_AHEAD_MS (${env.SEND_CLAIM_AHEAD_MS}) + ` +
        `SEND_LATENESS_MS (${latenessMs}) + SEND_TIMEOUT_MS (${env.SEND_TIMEOUT_MS}) + ${LEASE_RESERVE_MS}`,
    );
  return faults;
}
