/**
 * Decides one command about a division, wrap-up code, response or library on what is stored, and writes its
 * effect.
 */
import type { ClientSession } from 'mongodb';
import type { Decided } from '../../commands/execution/decide-once.ts';
import { putIntoDivision } from '../../commands/execution/put-into-division.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import {
  isSave,
  kindOf,
  type CatalogBody,
  type CatalogCommand,
  type CatalogEffect,
  type CatalogState,
  type Kind,
} from './catalog-command.ts';
import {
  countEntries,
  deleteEntry,
  findEntry,
  isNameTaken,
  missingOf,
  putEntry,
  touchLibraries,
  usersOfDivision,
  usersOfLibrary,
  usersOfResponse,
} from './catalog-store.ts';
import { decideCatalog } from './decide-catalog.ts';

export async function carryOutCatalog(
  database: Database,
  session: ClientSession,
  command: CatalogCommand,
  now: Date,
): Promise<Decided> {
  const state = await loadState(database, session, command);
  const decision = decideCatalog(command, state, now);
  const changes = { campaignEvents: [], contactListEvents: [] };
  if (!decision.accepted)
    return {
      verdict: { accepted: false, faults: decision.faults, warnings: [], version: null },
      changes,
      isKept: true,
    };
  await write(database, session, decision.effect, now);
  const { version } = decision;
  return { verdict: { accepted: true, faults: [], warnings: [], version }, changes, isKept: true };
}

async function loadState(
  database: Database,
  session: ClientSession,
  { subjectId, body }: CatalogCommand,
): Promise<CatalogState> {
  const kind = kindOf(body);
  const present = await findEntry(database, session, kind, subjectId);
  if (!isSave(body))
    return {
      present,
      isTaken: false,
      count: 0,
      usedBy: await usersOf(database, session, kind, subjectId),
      missing: [],
    };
  return {
    present,
    isTaken: await isNameTaken(database, session, kind, body.name, subjectId),
    count: await countEntries(database, session, kind),
    usedBy: [],
    missing: await missingIn(database, session, body),
  };
}

async function missingIn(database: Database, session: ClientSession, body: CatalogBody): Promise<string[]> {
  if (body.type === 'SaveResponse') return missingOf(database, session, 'library', body.libraryIds);
  if (body.type === 'SaveWrapupCode' && body.divisionId !== null)
    return missingOf(database, session, 'division', [body.divisionId]);
  return [];
}

async function usersOf(
  database: Database,
  session: ClientSession,
  kind: Kind,
  id: string,
): Promise<string[]> {
  if (kind === 'division') return usersOfDivision(database, session, id);
  if (kind === 'library') return usersOfLibrary(database, session, id);
  return kind === 'response' ? usersOfResponse(database, session, id) : [];
}

async function write(
  database: Database,
  session: ClientSession,
  effect: CatalogEffect,
  now: Date,
): Promise<void> {
  if (effect.kind === 'nothing') return;
  if (effect.kind === 'delete') return deleteEntry(database, session, effect.of, effect.id);
  const { document } = effect.entry;
  if ('divisionId' in document) await putIntoDivision(database, session, document.divisionId);
  if ('libraryIds' in document) await touchLibraries(database, session, document.libraryIds, now);
  return putEntry(database, session, effect.entry);
}
