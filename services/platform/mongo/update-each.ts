/**
 * Many documents of a transaction, each changed in its own way, by few statements: the server spends twice as much on fifty statements as
 * on one that changes fifty documents, and the driver three times as much (docs/performance.md).
 */
import type { ClientSession, Collection, Document } from 'mongodb';

/** Top-level fields of one document: the values that some get, and the names of those that go. */
export type FieldChange<Id> = {
  readonly _id: Id;
  readonly set: Document;
  readonly unset: readonly string[];
};

type Statement = {
  readonly q: Document;
  readonly u: Document[];
  readonly c: Document;
  readonly multi: true;
};

/** The server looks for each document's place in a list: more documents cost more than a statement saves. */
const DOCUMENTS_A_STATEMENT = 50;
/** Far below the 48 MB of a command; fields of a document may have some kilobytes. */
const DOCUMENTS_A_COMMAND = 10_000;

type UpdateAnswer = { writeErrors?: ReadonlyArray<{ code?: number; errmsg?: string }> };

/**
 * Documents that are not there are passed over.
 * @param changes at most one of each document
 * @throws MongoServerError as any write of a transaction, so that it can start again
 * @throws Error when the database refuses a statement
 */
export async function updateEach<D extends Document>(
  collection: Collection<D>,
  changes: readonly FieldChange<D['_id']>[],
  session: ClientSession,
): Promise<void> {
  for (let from = 0; from < changes.length; from += DOCUMENTS_A_COMMAND) {
    const updates = statementsFor(changes.slice(from, from + DOCUMENTS_A_COMMAND));
    const answer = (await collection.db.command(
      { update: collection.collectionName, updates },
      { session },
    )) as UpdateAnswer;
    const [fault] = answer.writeErrors ?? [];
    if (fault) throw new Error(`an update of ${collection.namespace}: ${fault.errmsg} (code ${fault.code})`);
  }
}

/** What goes is written in the statement, so a statement is for documents that lose the same fields. */
function statementsFor<Id>(changes: readonly FieldChange<Id>[]): Statement[] {
  const groups = new Map<string, FieldChange<Id>[]>();
  for (const change of changes) {
    const key = change.unset.join();
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return [...groups.values()].flatMap((group) => {
    const statements: Statement[] = [];
    for (let from = 0; from < group.length; from += DOCUMENTS_A_STATEMENT)
      statements.push(statementFor(group.slice(from, from + DOCUMENTS_A_STATEMENT)));
    return statements;
  });
}

function statementFor<Id>(changes: readonly FieldChange<Id>[]): Statement {
  const ids = changes.map(({ _id }) => _id);
  const unset = changes[0]?.unset ?? [];
  const own = { $arrayElemAt: ['$$values', { $indexOfArray: ['$$ids', '$_id'] }] };
  return {
    q: { _id: { $in: ids } },
    u: [
      { $replaceWith: { $mergeObjects: ['$$ROOT', own] } },
      ...(unset.length > 0 ? [{ $unset: unset }] : []),
    ],
    // constants: their values are taken as they are, also text that begins with $
    c: { ids, values: changes.map(({ set }) => set) },
    multi: true,
  };
}
