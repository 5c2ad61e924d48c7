/** The rules that the simulation drives, as the services have them; a planted bug swaps one for a broken one. */
import { foldUpdates } from '../../services/ledger/state/fold-updates.ts';
import { isChosen, isReached, standingAfter } from '../../services/domain/campaign/resend.ts';
import { isBalanced, suspect } from '../../services/status/runs/settle-runs.ts';
import { decideContact } from '../../services/eligibility/take-up/decide-contact.ts';

export type Rules = {
  foldUpdates: typeof foldUpdates;
  suspect: typeof suspect;
  isBalanced: typeof isBalanced;
  decideContact: typeof decideContact;
  standingAfter: typeof standingAfter;
  isChosen: typeof isChosen;
  isReached: typeof isReached;
  /** A reservation is stored under the owner's epoch only. */
  fencesByEpoch: boolean;
  /** Slots are stored before they are used. */
  storesSlots: boolean;
  /** The ledger's key is unique: who wrote it first has it. */
  uniqueIntents: boolean;
  /** An intent past its lease becomes unknown, never a resend. */
  unknownAfterLease: boolean;
  /** Offsets are committed after the effect. */
  commitsAfterEffect: boolean;
  /** Exclusions that are in the ledger are not counted again. */
  countsOnce: boolean;
  /** What was decided of a contact is decided once. */
  remembersDecisions: boolean;
  /** A resend waits until no request of the runs before may be about to leave. */
  waitsForIntents: boolean;
};

export const theRules: Rules = {
  foldUpdates,
  suspect,
  isBalanced,
  decideContact,
  standingAfter,
  isChosen,
  isReached,
  fencesByEpoch: true,
  storesSlots: true,
  uniqueIntents: true,
  unknownAfterLease: true,
  commitsAfterEffect: true,
  countsOnce: true,
  remembersDecisions: true,
  waitsForIntents: true,
};
