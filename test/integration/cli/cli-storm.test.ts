/** Calls of wac that nobody means: each ends with a documented code and says why, and what it refuses has published nothing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { CampaignCommand } from '../../../schemas/types.ts';
import { createProgram } from '../../../services/cli/program.ts';
import { campaignDocument, integrationDocument } from '../../support/campaign-documents.ts';
import { garbageArguments, leavesOf } from '../../support/garbage-arguments.ts';
import { runWac } from '../../support/run-wac.ts';
import { again, stormOf } from '../../support/storm-seed.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import { addList, row } from '../eligibility/eligibility-seed.ts';

const CALLS_OF_EACH = 12;
/** A contact list, a campaign and a WhatsApp integration have this name. */
const REAL = 'real';
const AT_ONCE = 8;
/** All wait for a second at most. */
const CALL_WITHIN_MS = 30_000;
const pause = (ms: number): Promise<null> =>
  new Promise((resolve) => setTimeout(() => resolve(null), ms).unref());

let system: TestSystem;
let commands: CampaignCommand[];
let folder: string;
const home = process.cwd();

beforeAll(async () => {
  system = await openTestSystem();
  const database = await system.context.mongo();
  const { _id: contactListId } = await addList(database, [row(1), row(2)]);
  await database.of(collections.contactLists).updateOne({ _id: contactListId }, { $set: { name: REAL } });
  await database
    .of(collections.campaigns)
    .insertOne(campaignDocument({ _id: REAL, contactListId, status: 'off' }));
  await database.of(collections.integrations).insertOne(integrationDocument({ _id: REAL }));
  commands = await system.collect(topics.campaignCommands);
  // calls write where they are told to
  folder = mkdtempSync(join(tmpdir(), 'wac-storm-'));
  mkdirSync(join(folder, 'folder'));
  writeFileSync(join(folder, 'garbage.csv'), Buffer.from([0xff, 0xfe, 0, 34, 10]));
  writeFileSync(join(folder, 'garbage.json'), '{"a":');
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
  await system.close();
});

const nowhere = new Writable({ write: (_bytes, _encoding, done) => done() });
const leaves = leavesOf(
  createProgram({ out: nowhere, err: nowhere, settings: () => system.settings, simulatorEntry: '' }),
).filter(({ path }) => path[0] !== 'simulator'); // a process of its own, with tests of its own

it('walks all commands', () => expect(leaves.length).toBeGreaterThan(40));

it('garbage ends with code 0, 2, 3 or 4 and a reason, never with a stack; a refused call has published nothing', async () => {
  // nobody decides here: what passes is published, and ends with code 4
  const calls = leaves.flatMap((leaf) =>
    stormOf(garbageArguments(leaf, REAL), CALLS_OF_EACH).map((args) => ['--timeout', '1', ...args]),
  );
  let undecided = 0;
  const told: Array<Record<string, unknown>> = [];
  const carryOut = async (args: string[]): Promise<void> => {
    const call = runWac(system.settings, args);
    const ended = await Promise.race([call, pause(CALL_WITHIN_MS)]);
    if (!ended) return void told.push({ call: again(args.join(' ')), code: 'it does not end' });
    const { code, out, err } = ended;
    if (/no outcome of command/.test(err)) undecided += 1;
    const isSound =
      [0, 2, 3, 4].includes(code) &&
      (code === 0 || err.trim() !== '') &&
      !/\n\s+at |TypeError|RangeError|ReferenceError|\[object Object\]|Cannot read prop/.test(err);
    if (!isSound)
      told.push({ call: again(args.join(' ')), code, err: err.slice(0, 600), out: out.slice(0, 200) });
  };
  const waiting = [...calls];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let args = waiting.pop(); args; args = waiting.pop()) await carryOut(args);
    }),
  );
  expect(told).toEqual([]);
  await until('what was published has come', () => commands.length >= undecided);
  expect([again(''), commands.length]).toEqual([again(''), undecided]);
}, 300_000);
