/** The contacts of a list that the filter keeps, in the order of arrival. */
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Fault } from '../../../schemas/types.ts';
import { countContacts, scanContacts } from '../store.ts';
import type { PlanInputs } from './plan-inputs.ts';
import type { ScannedContact } from './scanned-contact.ts';

/** Contacts that an order is made of. */
export type OrderSource = {
  readonly contacts: AsyncIterable<readonly ScannedContact[]>;
  /** How many were left out, once `contacts` is at its end. @param planned how many it gave */
  readonly filteredOut: (planned: number) => number | Promise<number>;
  /** Why the order cannot be used, once `contacts` is at its end. */
  readonly faults: () => Promise<Fault[]>;
};

/** @param through arrival number of the last contact */
export function keptContacts(
  mongo: Database,
  listId: string,
  through: number,
  { columns, preselection, keeps }: PlanInputs,
): OrderSource {
  let filteredOut = 0;
  async function* kept(): AsyncGenerator<ScannedContact[]> {
    for await (const batch of scanContacts(mongo, listId, -1, through, columns, preselection)) {
      const contacts = batch.filter(({ values }) => keeps(values));
      filteredOut += batch.length - contacts.length;
      yield contacts;
    }
  }
  // counted while they are read
  const all = preselection ? countContacts(mongo, listId, through) : null;
  all?.catch(() => undefined); // awaited at the end
  return {
    contacts: kept(),
    // contacts that the database did not send are filtered out too
    filteredOut: (planned) =>
      all === null ? filteredOut : all.then((count) => Math.max(0, count - planned)),
    faults: async () => [],
  };
}
