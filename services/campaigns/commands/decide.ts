/** (command, state, now) → the change, or all faults at once. Pure; one function per command. */
import { deletionNameFaults } from '../../commands/execution/names-subject.ts';
import { commandFaults } from './command-faults.ts';
import { createCampaign, deleteCampaign, updateCampaign } from './decide-campaign.ts';
import { createFilter, deleteFilter, updateFilter } from './decide-filter.ts';
import {
  confirmRestore,
  deleteIntegration,
  registerIntegration,
  syncIntegration,
} from './decide-integration.ts';
import { resendCampaign } from './decide-resend.ts';
import { startInWindow, startScheduled } from './decide-scheduled-start.ts';
import {
  completeRun,
  confirmStopped,
  forceStopCampaign,
  invalidateCampaign,
  recycleCampaign,
  stopCampaign,
} from './decide-status.ts';
import { refuse, type Decision, type OwnCommand, type State } from './decision.ts';
import { liftHold } from './lift-hold.ts';

/** @param now time of the change, for the documents */
export function decide(command: OwnCommand, state: State, now: Date): Decision {
  const faults = [...commandFaults(command), ...deletionNameFaults(command)];
  if (faults.length > 0) return refuse(...faults);
  const { body, subjectId } = command;
  switch (body.type) {
    case 'CreateContactListFilter':
      return createFilter(subjectId, body, state, now);
    case 'UpdateContactListFilter':
      return updateFilter(subjectId, body, state, now);
    case 'DeleteContactListFilter':
      return deleteFilter(subjectId, state);
    case 'RegisterIntegration':
      return registerIntegration(subjectId, body, state, now);
    case 'DeleteIntegration':
      return deleteIntegration(subjectId, body, state);
    case 'ConfirmRestore':
      return confirmRestore(subjectId, body, state, now);
    case 'LiftHold':
      return liftHold(subjectId, body, state);
    case 'SyncTemplates':
      return syncIntegration(subjectId, state);
    case 'CreateCampaign':
      return createCampaign(subjectId, body, state, now);
    case 'UpdateCampaign':
      return updateCampaign(subjectId, body, state, now);
    case 'DeleteCampaign':
      return deleteCampaign(subjectId, state, now);
    case 'StartCampaign':
      return startInWindow(command, body, state, now);
    case 'ResendCampaign':
      return resendCampaign(command, body, state, now);
    case 'StartScheduled':
      return startScheduled(subjectId, body, state, now);
    case 'StopCampaign':
      return stopCampaign(subjectId, state, now);
    case 'RecycleCampaign':
      return recycleCampaign(subjectId, state, now);
    case 'CompleteRun':
      return completeRun(subjectId, body, state, now);
    case 'ConfirmStopped':
      return confirmStopped(subjectId, body, state, now);
    case 'InvalidateCampaign':
      return invalidateCampaign(subjectId, body, state, now);
    case 'ForceStopCampaign':
      return forceStopCampaign(subjectId, body, state, now);
    default:
      return body satisfies never;
  }
}
