/** One command, once: look for its outcome, else decide, and write effect and outcome in one transaction. Returns the events to publish. */
import type { ClientSession } from 'mongodb';
import type { CampaignEvent, ContactListEvent } from '../../../schemas/types.ts';
import { inTransaction, ONCE } from '../../platform/mongo/in-transaction.ts';
import { isDuplicateKey, type Database } from '../../platform/mongo/mongo.ts';
import { decide } from './decide.ts';
import type { Decision, Effect, ListLimits, OwnCommand, State } from './decision.ts';
import { eventsOf, type Events } from './events-of.ts';
import { loadState } from './load-state.ts';
import { examineSource, type AllowedSources } from '../source/open-source.ts';
import {
  addImportToContactList,
  addImportToDncList,
  changeContacts,
  countDncList,
  deleteContactList,
  deleteDncList,
  findOutcome,
  insertContactList,
  insertContacts,
  insertDncList,
  insertImport,
  insertOutcome,
  moveCount,
  moveDncListSize,
  noteContactsAdded,
  putDncNumbers,
  putOptOuts,
  removeContacts,
  removeDncNumbers,
} from './store.ts';
import {
  contactListExists,
  deleteContactsOfList,
  deleteDncNumbersOfList,
  dncListExists,
} from '../import/sweep-store.ts';

/** Somebody else was quicker with the same name, contact or command: decide again on what is there now. */
const MAX_TRIES = 10;

export type CarriedOut = { events: Events; decision: Decision | 'known' };

/** @param allowed where files may be imported from */
export async function carryOut(
  database: Database,
  allowed: AllowedSources,
  limits: ListLimits,
  command: OwnCommand,
): Promise<CarriedOut> {
  const done = await decideOnce(database, allowed, limits, command);
  await sweep(database, command);
  return done;
}

async function decideOnce(
  database: Database,
  allowed: AllowedSources,
  limits: ListLimits,
  command: OwnCommand,
): Promise<CarriedOut> {
  for (let tries = 1; ; tries += 1) {
    const known = await findOutcome(database, command.commandId);
    if (known)
      return {
        decision: 'known',
        events: {
          outcomes: known.events.map((json) => JSON.parse(json) as CampaignEvent),
          listNews: (known.contactListEvents ?? []).map((json) => JSON.parse(json) as ContactListEvent),
        },
      };
    const source =
      'source' in command.body ? await examineSource(database, allowed, command.body.source) : null;
    try {
      return await inTransaction(
        database,
        (session) => decideAndWrite(database, session, command, source, limits),
        ONCE,
      );
    } catch (error) {
      if (!isDuplicateKey(error) || tries === MAX_TRIES) throw error;
    }
  }
}

async function decideAndWrite(
  database: Database,
  session: ClientSession,
  command: OwnCommand,
  source: State['source'],
  limits: ListLimits,
): Promise<CarriedOut> {
  const now = new Date();
  const state = await loadState(database, session, command, source, limits, now);
  const decision = decide(command, state, now);
  const events = eventsOf(command, decision, now);
  if (decision.accepted) await write(database, session, decision.effect);
  await insertOutcome(database, session, {
    _id: command.commandId,
    subjectId: command.subjectId,
    accepted: decision.accepted,
    errors: decision.accepted ? [] : decision.faults,
    version: decision.accepted ? decision.version : null,
    events: events.outcomes.map((event) => JSON.stringify(event)),
    contactListEvents: events.listNews.map((event) => JSON.stringify(event)),
    at: now,
  });
  return { events, decision };
}

async function write(database: Database, session: ClientSession, effect: Effect): Promise<void> {
  switch (effect.kind) {
    case 'nothing':
      return;
    case 'insert-contact-list':
      await insertContactList(database, session, effect.list);
      if (effect.job) await insertImport(database, session, effect.job);
      return moveCount(database, session, 'contact-lists', 1);
    case 'insert-dnc-list':
      await insertDncList(database, session, effect.list);
      if (effect.job) await insertImport(database, session, effect.job);
      return moveCount(database, session, 'dnc-lists', 1);
    case 'queue-import': {
      const { job, entry } = effect;
      await insertImport(database, session, job);
      return job.kind === 'CONTACTS'
        ? addImportToContactList(database, session, job.listId, entry)
        : addImportToDncList(database, session, job.listId, entry);
    }
    case 'add-contacts': {
      const { listId, inserted, changed, arrivalBatch, arrivedThrough } = effect;
      await insertContacts(database, session, inserted);
      await changeContacts(database, session, changed);
      return noteContactsAdded(database, session, listId, inserted.length, arrivalBatch, arrivedThrough);
    }
    case 'remove-contacts':
      return removeContacts(database, session, effect.listId, effect.keys);
    case 'delete-contact-list':
      await deleteContactList(database, session, effect.listId);
      return moveCount(database, session, 'contact-lists', -1);
    case 'put-dnc-numbers':
      await putDncNumbers(database, session, effect.numbers);
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
      return removeDncNumbers(database, session, effect.keys);
    default:
      return effect satisfies never;
  }
}

/** After a deletion, also on its redelivery: a crash in between leaves nothing behind. */
async function sweep(database: Database, { body, subjectId }: OwnCommand): Promise<void> {
  if (body.type === 'DeleteContactList' && !(await contactListExists(database, subjectId)))
    await deleteContactsOfList(database, subjectId);
  if (body.type === 'DeleteDncList' && !(await dncListExists(database, subjectId)))
    await deleteDncNumbersOfList(database, subjectId);
}
