/** Wrap-up codes: those of the system, whose id is the code itself and which are in no division, and people's own. */
import { collections, type WrapupCodeDocument } from '../../../schemas/collections.ts';
import { ownWrapUpCodes } from '../../domain/message/wrapup-code.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export type WrapupCode = {
  id: string;
  name: string;
  description: string;
  /** Null: the system's own. */
  divisionId: string | null;
  version: number;
  createdAt: Date | null;
  modifiedAt: Date | null;
};

const MAX_CODES = 1_000;

export const systemCodes: readonly WrapupCode[] = [...ownWrapUpCodes].map((code) => ({
  ...{ id: code, name: code, description: 'Given by the system.', divisionId: null, version: 1 },
  ...{ createdAt: null, modifiedAt: null },
}));

const toCode = ({ _id, ...code }: WrapupCodeDocument): WrapupCode => ({ ...code, id: _id });

/** @returns null when there is none */
export async function findWrapupCode(database: Database, id: string): Promise<WrapupCode | null> {
  const system = systemCodes.find((code) => code.id === id);
  if (system) return system;
  const own = await database.of(collections.wrapupCodes).findOne({ _id: id });
  return own && toCode(own);
}

/** All of them: there are at most 1,000 of people's own. @param divisions those that may be seen */
export async function allWrapupCodes(
  database: Database,
  divisions: 'all' | readonly string[],
): Promise<WrapupCode[]> {
  const own = await database
    .of(collections.wrapupCodes)
    .find(divisions === 'all' ? {} : { divisionId: { $in: [...divisions] } })
    .sort({ name: 1 })
    .limit(MAX_CODES)
    .toArray();
  return [...systemCodes, ...own.map(toCode)];
}
