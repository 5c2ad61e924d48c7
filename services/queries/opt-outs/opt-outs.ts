/** Recipients who opted out of an integration, by digits. */
import { collections } from '../../../schemas/collections.ts';
import { optOutListIdOf } from '../../domain/contact/contact.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { limitOf, mapPage, pageOf, type Page, type PageRequest } from '../page.ts';

export type OptOut = {
  phoneId: string;
  /** Null when it is not known. */
  optedOutAt: Date | null;
};

export async function listOptOuts(
  database: Database,
  integrationId: string,
  request: PageRequest,
): Promise<Page<OptOut>> {
  const listId = optOutListIdOf(integrationId);
  const from = request.after === null ? { $gte: `${listId}:` } : { $gt: `${listId}:${request.after}` };
  const found = await database
    .of(collections.dncNumbers)
    .find({ _id: { ...from, $lt: `${listId};` } }) // ';' is the character after ':'
    .sort({ _id: 1 })
    .limit(limitOf(request))
    .toArray();
  const phoneIdOf = ({ _id }: { _id: string }): string => _id.slice(listId.length + 1);
  return mapPage(pageOf(found, request, phoneIdOf), (entry) => ({
    phoneId: phoneIdOf(entry),
    optedOutAt: entry.at ?? null,
  }));
}
