/** The records that eligibility publishes, made from stored data: the same input gives the same records. */
import type { EligibilityNews, ExcludedContact, Fault, InternalCommand } from '../../schemas/types.ts';
import { internalCommandId } from '../commands/execution/command-id.ts';
import { templateWith } from '../domain/template/fill-template.ts';
import { exclusionIdOf, messageIdOf } from '../domain/message/message.ts';
import { skipReasonOf } from './take-up/decide-contact.ts';
import type { RunDefinition } from './take-up/run-definition.ts';
import type { DecidedContact } from './take-up/take-up.ts';

type Run = Pick<RunDefinition, 'campaignId' | 'runId' | 'integrationId'>;

/**
 * A block of decided contacts as records: the contacts that get a message, in order, with the end of the
 * block, and the excluded ones.
 */
export function recordsOfBlock(
  run: Run,
  contacts: readonly DecidedContact[],
  progress: { fromSequence: number; decidedThrough: number; planned: number },
): { eligible: EligibilityNews[]; excluded: ExcludedContact[] } {
  const eligible: EligibilityNews[] = [];
  const excluded: ExcludedContact[] = [];
  for (const { sequence, contactId, decision, texts, template, timeZone, at } of contacts) {
    const reason = skipReasonOf(decision);
    if (reason === null)
      eligible.push(
        recordOf(run, {
          type: 'EligibleContact',
          messageId: messageIdOf(run.runId, decision),
          contactId,
          sequence,
          to: decision,
          template: templateWith(template, texts),
          timeZone,
        }),
      );
    else
      excluded.push({
        exclusionId: exclusionIdOf(run.runId, contactId),
        campaignId: run.campaignId,
        runId: run.runId,
        contactId,
        sequence,
        reason,
        detail: texts[0] ?? '',
        at: at.getTime(),
      });
  }
  const count = eligible.length;
  eligible.push(
    recordOf(run, { type: 'EligibilityProgress', ...progress, planComplete: true, eligible: count }),
  );
  return { eligible, excluded };
}

/** The order is ready, or has become longer; has no contacts. */
export function planRecord(run: Run, planned: number): EligibilityNews {
  return recordOf(run, {
    type: 'EligibilityProgress',
    fromSequence: 0,
    decidedThrough: 0,
    planned,
    planComplete: true,
    eligible: 0,
  });
}

/** A repeat for the same state of the campaign has the same id, so it has no second effect. */
export function invalidateCommand(
  campaign: { _id: string; revision: number },
  runId: string,
  errors: Fault[],
  now: number,
): InternalCommand {
  return {
    commandId: internalCommandId('invalidate', campaign._id, campaign.revision),
    subjectId: campaign._id,
    issuedAt: now,
    issuedBy: 'eligibility',
    body: { type: 'InvalidateCampaign', runId, errors },
  };
}

function recordOf(run: Run, body: EligibilityNews['body']): EligibilityNews {
  return { campaignId: run.campaignId, runId: run.runId, integrationId: run.integrationId, body };
}
