/** Every row of a file is imported, updated, unchanged or rejected, once, as the file says; rejects name their lines. */
import type { Evidence, ImportFacts, ImportRecord } from './evidence.ts';

export function importsExact(evidence: Evidence): string[] {
  return evidence.facts.imports.flatMap((expected) => {
    const found = evidence.imports.find(({ _id }) => _id === expected.importId);
    if (!found) return [`import ${expected.importId} is not there`];
    return [...counts(found, expected), ...lines(evidence, expected), ...contacts(evidence, found, expected)];
  });
}

function counts(found: ImportRecord, expected: ImportFacts): string[] {
  const pairs: Array<[string, unknown, unknown]> = [
    ['state', found.state, 'FINISHED'],
    ['rowsRead', found.rowsRead, expected.rows],
    ['imported', found.imported, expected.imported],
    ['updated', found.updated ?? 0, expected.updated],
    ['unchanged', found.unchanged, expected.unchanged],
    ['rejected', found.rejected, expected.rejectedLines.length],
  ];
  return pairs
    .filter(([, is, should]) => is !== should)
    .map(
      ([name, is, should]) => `import ${found._id}: ${name} is ${String(is)}, the file has ${String(should)}`,
    );
}

function lines({ rejects }: Evidence, { importId, rejectedLines }: ImportFacts): string[] {
  const kept = rejects.filter((one) => one.importId === importId).map(({ line }) => line);
  const [is, should] = [kept, rejectedLines].map((all) => [...all].sort((a, b) => a - b).join(', '));
  return is === should
    ? []
    : [`import ${importId}: lines ${is || 'none'} are rejected, not ${should || 'none'}`];
}

function contacts({ contacts: all }: Evidence, { listId }: ImportRecord, expected: ImportFacts): string[] {
  const ofList = all.filter((one) => one.listId === listId);
  const places = new Set(ofList.map(({ arrival }) => arrival));
  return [
    ...(ofList.length === expected.contactsInList
      ? []
      : [`list ${listId} has ${ofList.length} contacts, not ${expected.contactsInList}`]),
    ...(places.size === ofList.length ? [] : [`two contacts of list ${listId} came from one row`]),
  ];
}
