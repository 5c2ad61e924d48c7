/** The look-up of contacts in a large do-not-contact list, as eligibility asks it: always afresh, a thousand at a time. */
import { join } from 'node:path';
import { collections } from '../../schemas/collections.ts';
import { dncKeyOf } from '../../services/domain/contact/contact.ts';
import { findDncHits } from '../../services/eligibility/store.ts';
import { filesOf, openBenchSystem, type Bench, type BenchSystem } from './bench-system.ts';
import { importDncNumbers } from './drive-campaign.ts';
import { gatherRuns, type Figure } from './figure.ts';
import { phoneIdOf, writeDncNumbers } from './write-contacts.ts';

const BATCH = 1_000;

export async function measureDnc(bench: Bench): Promise<Figure[]> {
  const entries = bench.pick({ full: 1_000_000, quick: 200_000, smoke: 5_000 });
  const seconds = bench.pick({ full: 5, quick: 2, smoke: 0.2 });
  const gathered = gatherRuns();
  const system = await openBenchSystem(bench, { only: ['importer'] });
  try {
    const file = join(filesOf(bench), 'dnc.csv');
    await writeDncNumbers(file, entries);
    const imported = await importDncNumbers(system, file);
    gathered.add(
      `import of ${entries.toLocaleString('en')} numbers`,
      'rows/s',
      imported.rows / imported.seconds,
    );
    const keyOf = (contact: number): string =>
      dncKeyOf(imported.dncListId, phoneIdOf(contact % (2 * entries)));
    for (let run = 0; run < bench.runs; run += 1) {
      const ours = await lookUp(seconds, BATCH, keyOf, (keys) =>
        findDncHits(system.database, keys, new Date()),
      );
      const plain = await lookUp(seconds / 2, 1, keyOf, (keys) => findOne(system, keys));
      gathered.add(`look-up among ${entries.toLocaleString('en')} entries`, 'contacts/s', ours, {
        baseline: { name: 'findOne for each contact', value: plain },
        aim: '≥ 200,000',
      });
    }
  } finally {
    await system.close();
  }
  return gathered.figures();
}

/** Contacts a second, one call after the other; every second contact is on the list, and contacts come in no order. */
async function lookUp(
  seconds: number,
  batch: number,
  keyOf: (contact: number) => string,
  find: (keys: string[]) => Promise<{ size: number }>,
): Promise<number> {
  let asked = 0;
  let found = 0;
  let spentMs = 0;
  while (spentMs < seconds * 1_000) {
    const keys = Array.from({ length: batch }, (_, place) =>
      keyOf(Math.imul(asked + place + 1, 2_654_435_761) >>> 1),
    );
    const startedAt = performance.now();
    found += (await find(keys)).size;
    spentMs += performance.now() - startedAt;
    asked += batch;
  }
  if (found === 0) throw new Error('nobody was found on the list');
  return (asked * 1_000) / spentMs;
}

async function findOne({ database }: BenchSystem, keys: string[]): Promise<{ size: number }> {
  const entry = await database.of(collections.dncNumbers).findOne({ _id: keys[0] ?? '' });
  return { size: entry ? 1 : 0 };
}
