/** Progress of a run in one line for people, and as an object for scripts. */
import { estimatedEnd } from '../../queries/campaigns/measured-rate.ts';
import type { Progress } from '../../queries/campaigns/read-progress.ts';

const BAR_WIDTH = 20;

/** @param rate messages per minute now; null while not known */
export function progressLine(progress: Progress, rate: number | null): string {
  const { status, planned, settled, percent, counts, waiting, waitingReason } = progress;
  const { callable, limitPerMinute, limitedBy, errors } = progress;
  if (progress.runId === null) return `${status} — never started`;
  const total = planned === null ? 'planning the send order' : `${settled}/${planned}`;
  const parts = [
    `${status} ${bar(percent)} ${percent} % ${total}`,
    `sent ${counts.accepted}, delivered ${counts.delivered}, read ${counts.read}${counts.expired > 0 ? `, without news ${counts.expired}` : ''}`,
    `failed ${counts.failed}, skipped ${counts.skipped}, unknown ${counts.unknown}`,
  ];
  if (status === 'on') parts.push(`${rate === null ? '–' : Math.round(rate)} of ${limitPerMinute}/min`);
  if (status === 'on' && limitedBy) parts.push(limitedBy);
  const end = estimatedEnd(progress, rate);
  // already shown when it is the reason why nothing is sent
  if (callable && waitingReason !== 'callable_time')
    parts.push(`${callable.contacts.toLocaleString('en-US')} wait for their callable time`);
  if (waiting) parts.push(waiting);
  else if (end && planned !== null && settled < planned)
    parts.push(`done about ${end.toTimeString().slice(0, 8)}`);
  if (errors.length > 0) parts.push(errors.map(({ message }) => message).join(' '));
  return parts.join(' · ');
}

/** @param rate messages per minute now; null while not known */
export function progressView(progress: Progress, rate: number | null) {
  return {
    ...progress,
    ratePerMinute: rate === null ? null : Math.round(rate * 10) / 10,
    estimatedEnd: estimatedEnd(progress, rate),
  };
}

function bar(percent: number): string {
  const full = Math.round((Math.min(100, percent) / 100) * BAR_WIDTH);
  return `[${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}]`;
}
