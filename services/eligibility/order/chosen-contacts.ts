/**
 * The contacts of an earlier run that a resend is for and that the filter keeps, as the list has them now, in
 * the order of that run.
 */
import type { CampaignDocument, Resend } from '../../../schemas/collections.ts';
import { isChosen } from '../../domain/campaign/resend.ts';
import { runIdOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { peopleOfRun, runIdsOf } from '../../queries/campaigns/people-of-run.ts';
import { areMessagesGoing } from '../../queries/campaigns/resend-runs.ts';
import { findScannedContacts } from '../store.ts';
import type { OrderSource } from './kept-contacts.ts';
import { findRun } from './order-store.ts';
import { faultOf, type PlanInputs } from './plan-inputs.ts';
import type { ScannedContact } from './scanned-contact.ts';

export function chosenContacts(
  mongo: Database,
  campaign: CampaignDocument & { resend: Resend },
  { columns, keeps }: PlanInputs,
): OrderSource {
  const { _id, contactListId, resend, runNumber } = campaign;
  const { ofRun, sinceRun } = resend;
  let seen = 0;
  let chosen = 0;
  async function* contacts(): AsyncGenerator<ScannedContact[]> {
    const throughRun = runNumber - 1;
    for await (const people of peopleOfRun(mongo, campaign, { ofRun, sinceRun, throughRun })) {
      const ids = people.filter((person) => isChosen(resend, person)).map(({ contactId }) => contactId);
      seen += people.length;
      chosen += ids.length;
      const present = await findScannedContacts(mongo, contactListId, ids, columns);
      yield ids.flatMap((id) => present.get(id) ?? []).filter(({ values }) => keeps(values));
    }
  }
  return {
    contacts: contacts(),
    filteredOut: (planned) => chosen - planned,
    // retention may have begun to remove what this was made of: then nobody knows who was reached
    faults: async () => {
      const run = await findRun(mongo, runIdOf(_id, ofRun));
      const isWhole =
        run?.planned === seen && !(await areMessagesGoing(mongo, runIdsOf(_id, sinceRun, runNumber - 1)));
      if (isWhole) return [];
      const message = `What became of run ${ofRun} is not stored any more: nobody of it can be sent to again.`;
      return [faultOf('resend.run.not.stored', 'runNumber', message)];
    },
  };
}
