/**
 * A new run for some contacts of an earlier one, when the campaign is at rest and nothing of its runs is under
 * way. Which contacts these are is decided when the order is planned, by the ledger.
 */
import { timeText } from '../../commands/execution/command-limits.ts';
import { statusAfter } from '../../domain/campaign/campaign.ts';
import { resendFaults } from '../../domain/campaign/resend.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import type { CampaignDocument } from '../../../schemas/collections.ts';
import { badTransition, beginRun, notFound } from './decide-status.ts';
import { refuse, type BodyOf, type Decision, type OwnCommand, type State } from './decision.ts';
import { DAY } from '../../domain/time/lengths.ts';

/** Who is still to be messaged changes: a request that waited longer than this in its topic is not expected any more. */
const MAX_AGE_MS = DAY;

export function resendCampaign(
  { subjectId: id, issuedAt }: Pick<OwnCommand, 'subjectId' | 'issuedAt'>,
  { kinds, codes, mayGetItTwice }: BodyOf<'ResendCampaign'>,
  state: State,
  now: Date,
): Decision {
  const { campaign, resend } = state;
  if (!campaign || !resend) return notFound(id);
  if (now.getTime() > issuedAt + MAX_AGE_MS) return refuse(tooLate(issuedAt + MAX_AGE_MS, now));
  if (!statusAfter.resend[campaign.status]) return badTransition(campaign, 'resend');
  const faults = [
    ...resendFaults({ kinds, codes }, mayGetItTwice),
    ...restFaults(campaign, resend.isUnderWay),
  ];
  if ('code' in resend.runs) faults.push(resend.runs);
  if (faults.length > 0 || 'code' in resend.runs) return refuse(...faults);
  const of = { ...resend.runs, kinds: [...new Set(kinds)], codes: [...new Set(codes)] };
  return beginRun(campaign, true, of, state, now);
}

function restFaults({ alwaysRunning, brokenOff, runNumber }: CampaignDocument, isUnderWay: boolean): Fault[] {
  const faults: Fault[] = [];
  if (alwaysRunning)
    faults.push(
      fault(
        'resend.always.running',
        'alwaysRunning',
        'The campaign is always running: its run does not end, so nobody of it can be sent to again.',
      ),
    );
  if (isUnderWay)
    faults.push(
      fault('resend.under.way', null, 'Messages of the campaign are still under way; try again in a minute.'),
    );
  if (brokenOff)
    faults.push(
      fault(
        'resend.broken.off',
        null,
        `Run ${runNumber} was broken off, and it is not certain that none of its messages is under way. Start the campaign, which resumes the run, and stop it or let it complete first.`,
      ),
    );
  return faults;
}

const tooLate = (latest: number, now: Date): Fault =>
  fault(
    'start.too.late',
    null,
    `The request waited too long: its latest time was ${timeText(latest)}; the time is now ${now.toISOString()}.`,
  );
