/**
 * Opt-outs of an integration: entries of dnc_numbers under a list id of their own, which eligibility and
 * sender look up like a DNC list.
 */
import type { ClientSession } from 'mongodb';
import { collections } from '../../../schemas/collections.ts';
import { optOutListIdOf } from '../../domain/contact/contact.ts';
import { optInWrites, optOutKeyOf, optOutWrite, type OptOut } from '../../domain/contact/opt-out-entry.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** Known ones stay; the latest time is kept. */
export async function addOptOuts(
  database: Database,
  optOuts: readonly OptOut[],
  session?: ClientSession,
): Promise<void> {
  if (optOuts.length === 0) return;
  await database.of(collections.dncNumbers).bulkWrite(
    optOuts.map((optOut) =>
      optOutWrite({
        _id: optOutKeyOf(optOut),
        listId: optOutListIdOf(optOut.integrationId),
        at: optOut.at,
      }),
    ),
    { ...(session && { session }) },
  );
}

/** An opt-out of later than the wish to be back stays. */
export async function removeOptOuts(database: Database, optIns: readonly OptOut[]): Promise<void> {
  if (optIns.length === 0) return;
  await database
    .of(collections.dncNumbers)
    .bulkWrite(optIns.flatMap((optIn) => optInWrites({ _id: optOutKeyOf(optIn), at: optIn.at })));
}

/** Business number → integration. */
export async function findIntegrations(
  database: Database,
  phoneNumberIds: string[],
): Promise<Map<string, string>> {
  const integrations = await database
    .of(collections.integrations)
    .find({ phoneNumberId: { $in: phoneNumberIds } }, { projection: { phoneNumberId: 1 } })
    .toArray();
  return new Map(integrations.map(({ _id, phoneNumberId }) => [phoneNumberId, _id]));
}
