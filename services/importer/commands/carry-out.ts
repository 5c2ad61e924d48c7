/** Decides one command on the stored state and writes its effect, once. */
import type { ClientSession } from 'mongodb';
import {
  decideOnce,
  type CarriedOut,
  type DecideAndWrite,
  type Decided,
} from '../../commands/execution/decide-once.ts';
import { putIntoDivision } from '../../commands/execution/put-into-division.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { decide } from './decide.ts';
import type { Effect, ListLimits, OwnCommand, State } from './decision.ts';
import { changesOf } from './changes-of.ts';
import { loadState } from './load-state.ts';
import { examineSource, type AllowedSources } from '../source/open-source.ts';
import { moveCount } from '../../commands/execution/counted.ts';
import {
  addImportToContactList,
  beginClearingContactList,
  changeContacts,
  deleteContactList,
  insertContactList,
  insertContacts,
  noteContactsAdded,
  removeContacts,
  replaceContactList,
} from './contact-list-store.ts';
import {
  addImportToDncList,
  beginClearingDncList,
  countDncList,
  deleteDncList,
  insertDncList,
  moveDncListSize,
  putDncNumbers,
  liftOptOuts,
  putOptOuts,
  removeDncNumbers,
  replaceDncList,
} from './dnc-list-store.ts';
import { askForCancel, endWaitingImport, insertImport, saveImportsOfList } from './store.ts';
import {
  contactListExists,
  dncListExists,
  sweepClearedList,
  sweepContactList,
  sweepDncList,
} from '../import/sweep-store.ts';

/** @param allowed where files may be imported from */
export async function carryOut(
  database: Database,
  allowed: AllowedSources,
  limits: ListLimits,
  command: OwnCommand,
  onDefect?: (error: Error) => void,
): Promise<CarriedOut> {
  const prepare = async (): Promise<DecideAndWrite> => {
    const { body } = command;
    const source = 'source' in body ? await examineSource(database, allowed, body.source) : null;
    return (session, now) => decideAndWrite(database, session, command, source, limits, now);
  };
  const done = await decideOnce(database, command, prepare, onDefect);
  return removesMuch(command) ? { ...done, afterwards: () => sweep(database, command) } : done;
}

const removesMuch = ({ body: { type } }: OwnCommand): boolean =>
  ['DeleteContactList', 'DeleteDncList', 'ClearContactList', 'ClearDncList'].includes(type);

async function decideAndWrite(
  database: Database,
  session: ClientSession,
  command: OwnCommand,
  source: State['source'],
  limits: ListLimits,
  now: Date,
): Promise<Decided> {
  const state = await loadState(database, session, command, source, limits, now);
  const decision = decide(command, state, now);
  const changes = { campaignEvents: [], contactListEvents: changesOf(command, decision, now) };
  if (!decision.accepted)
    return {
      verdict: { accepted: false, faults: decision.faults, warnings: [], version: null },
      changes,
      isKept: true,
    };
  await write(database, session, decision.effect, now);
  return {
    verdict: { accepted: true, faults: [], warnings: [], version: decision.version },
    changes,
    isKept: true,
  };
}

async function write(database: Database, session: ClientSession, effect: Effect, now: Date): Promise<void> {
  switch (effect.kind) {
    case 'nothing':
      return;
    case 'insert-contact-list':
      await putIntoDivision(database, session, effect.list.divisionId);
      await insertContactList(database, session, effect.list);
      if (effect.job) await insertImport(database, session, effect.job);
      return moveCount(database, session, 'contact-lists', 1);
    case 'insert-dnc-list':
      await putIntoDivision(database, session, effect.list.divisionId);
      await insertDncList(database, session, effect.list);
      if (effect.job) await insertImport(database, session, effect.job);
      return moveCount(database, session, 'dnc-lists', 1);
    case 'replace-contact-list':
      return replaceContactList(database, session, { ...effect.list, modifiedAt: now });
    case 'end-waiting-import': {
      const { job, imports, arrivedThrough } = effect;
      await endWaitingImport(database, session, job);
      return saveImportsOfList(database, session, job, imports, arrivedThrough);
    }
    case 'cancel-running-import':
      return askForCancel(database, session, effect.importId);
    case 'queue-import': {
      const { job, entry, phoneColumns } = effect;
      await insertImport(database, session, job);
      return job.kind === 'CONTACTS'
        ? addImportToContactList(database, session, job.listId, entry)
        : addImportToDncList(database, session, job.listId, entry, phoneColumns);
    }
    case 'add-contacts': {
      const { listId, inserted, changed, quiet, arrivalBatch, arrivedThrough } = effect;
      await insertContacts(database, session, inserted);
      await changeContacts(database, session, changed);
      return noteContactsAdded(
        ...([database, session, listId, inserted.length, quiet, arrivalBatch, arrivedThrough] as const),
      );
    }
    case 'remove-contacts':
      return removeContacts(database, session, effect.listId, effect.keys);
    case 'clear-list':
      return effect.of === 'CONTACTS'
        ? beginClearingContactList(database, session, effect.listId, effect.commandId)
        : beginClearingDncList(database, session, effect.listId, effect.commandId);
    case 'replace-dnc-list':
      return replaceDncList(database, session, { ...effect.list, modifiedAt: now });
    case 'delete-contact-list':
      await deleteContactList(database, session, effect.listId);
      return moveCount(database, session, 'contact-lists', -1);
    case 'put-dnc-numbers':
      await putDncNumbers(database, session, effect.numbers);
      // who is given room at the same time conflicts, so that all lists together keep to their limit
      await moveCount(database, session, 'dnc-grants', 1);
      return moveDncListSize(database, session, effect.listId, effect.added);
    case 'remove-dnc-numbers':
      await removeDncNumbers(database, session, effect.keys);
      return moveDncListSize(database, session, effect.listId, -effect.keys.length);
    case 'purge-dnc-numbers':
      await removeDncNumbers(database, session, effect.keys);
      return countDncList(database, session, effect.listId);
    case 'delete-dnc-list':
      await deleteDncList(database, session, effect.listId);
      return moveCount(database, session, 'dnc-lists', -1);
    case 'put-opt-outs':
      return putOptOuts(database, session, effect.numbers);
    case 'remove-opt-outs':
      return liftOptOuts(database, session, effect.keys, effect.at);
    default:
      return effect satisfies never;
  }
}

/**
 * After a deletion, also on its redelivery: a crash in between leaves nothing behind. Whoever waits for the outcome does not wait for it;
 * commands after it do.
 */
async function sweep(database: Database, { commandId, body, subjectId }: OwnCommand): Promise<void> {
  if (body.type === 'ClearContactList') await sweepClearedList(database, 'CONTACTS', subjectId, commandId);
  if (body.type === 'ClearDncList') await sweepClearedList(database, 'DNC', subjectId, commandId);
  if (body.type === 'DeleteContactList' && !(await contactListExists(database, subjectId)))
    await sweepContactList(database, subjectId);
  if (body.type === 'DeleteDncList' && !(await dncListExists(database, subjectId)))
    await sweepDncList(database, subjectId);
}
