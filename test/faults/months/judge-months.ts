/** What a scenario of months asked for, and the verdict on what came of it. */
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BSON, type Document } from 'mongodb';
import { acceptedBy } from '../../support/campaign-checker.ts';
import { checkMonths } from '../checker/months/check-months.ts';
import { noFacts, readMonthEvidence, type MonthFacts } from '../checker/months/month-evidence.ts';
import type { Violation } from '../checker/evidence.ts';
import type { World } from '../world.ts';

/** By the file's name. */
const DOCUMENTS: Readonly<Record<string, { collection: string; filter: Document }>> = {
  campaigns: { collection: 'campaigns', filter: {} },
  command_outcomes: { collection: 'command_outcomes', filter: {} },
  unknown: { collection: 'messages', filter: { state: 'UNKNOWN' } },
};
const SETTLED_WITHIN_MS = 15_000;
/** What holds once everything has arrived. */
const EVENTUAL = ['once each'];

const facts = new WeakMap<World, MonthFacts>();

/** Of all scenarios that this world has played: nobody is to get anything later either. */
export function factsOf(world: World): MonthFacts {
  const known = facts.get(world) ?? noFacts();
  facts.set(world, known);
  return known;
}

export async function judgeMonths(world: World, name: string): Promise<Violation[]> {
  const folder = join('.data', 'faults', name.replace(/[^a-z0-9-]+/gi, '_'));
  let violations = await violationsNow(world, folder);
  const isUnderWay = (): boolean => violations.some(({ rule }) => EVENTUAL.includes(rule));
  for (let waited = 0; isUnderWay() && waited < SETTLED_WITHIN_MS; waited += 2_000) {
    await delay(2_000);
    violations = await violationsNow(world, folder);
  }
  if (violations.length === 0) await rm(folder, { recursive: true, force: true });
  else await keepLogs(world, folder);
  factsOf(world).sizes = []; // the next scenario measures for itself
  return violations;
}

/** Logs go with the world. */
async function keepLogs({ system, say }: World, folder: string): Promise<void> {
  for (const { name, logFile } of system.system.services)
    await copyFile(logFile, join(folder, `${name}.log`)).catch(() => undefined); // it never started
  say(`    evidence: ${folder}`);
}

async function violationsNow(world: World, folder: string): Promise<Violation[]> {
  const { system } = world;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'months.json'), JSON.stringify(factsOf(world)));
  await writeFile(
    join(folder, 'accepted.ndjson'),
    (await acceptedBy(system.system.simulatorUrl)).map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  for (const [name, { collection, filter }] of Object.entries(DOCUMENTS)) {
    const file = createWriteStream(join(folder, `${name}.ndjson`));
    for await (const document of system.database.db.collection(collection).find(filter))
      file.write(`${BSON.EJSON.stringify(document)}\n`);
    await new Promise((resolve) => file.end(resolve));
  }
  return checkMonths(readMonthEvidence(folder));
}
