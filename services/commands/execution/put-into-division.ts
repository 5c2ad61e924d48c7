/**
 * Things lie in divisions that exist. Putting one in conflicts with the division's deletion at the same time:
 * one of the two is decided anew.
 */
import type { ClientSession } from 'mongodb';
import { collections } from '../../../schemas/collections.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { StaleRevision } from './decide-once.ts';

/** Home always exists, also before anybody has stored it. */
export async function divisionExists(
  database: Database,
  session: ClientSession,
  divisionId: string | null,
): Promise<boolean> {
  if (divisionId === null || divisionId === HOME_DIVISION) return true;
  const division = await database
    .of(collections.divisions)
    .findOne({ _id: divisionId }, { session, projection: { _id: 1 } });
  return division !== null;
}

/** What is wrong with the division of a new thing. */
export const divisionFaults = (isKnown: boolean, divisionId: string | null): Fault[] =>
  isKnown
    ? []
    : [
        fault(
          'division.not.found',
          'divisionId',
          `There is no division with the id ${JSON.stringify(divisionId)}.`,
        ),
      ];

/** @throws StaleRevision when it was deleted meanwhile */
export async function putIntoDivision(
  database: Database,
  session: ClientSession,
  divisionId: string,
): Promise<void> {
  const { matchedCount } = await database
    .of(collections.divisions)
    .updateOne({ _id: divisionId }, { $inc: { uses: 1 } }, { session });
  if (matchedCount === 0 && divisionId !== HOME_DIVISION) throw new StaleRevision();
}
