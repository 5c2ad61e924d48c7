/** A running system with its parts, for the scenarios that want the same; and one drill in it, judged. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../support/run-system.ts';
import { check, needHistory, rules } from './checker/check.ts';
import type { Facts, PortfolioFacts, Violation } from './checker/evidence.ts';
import { readEvidence } from './checker/read-evidence.ts';
import { collectEvidence } from './collect-evidence.ts';
import { prepareDrill, type Drill, type DrillOptions } from './drill.ts';
import { createFleet, type Fleet } from './fleet.ts';
import type { OwnParts } from './own-parts.ts';

export type SystemOptions = {
  readonly instances?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** How long a drill may take to its end. */
  readonly patienceMs?: number;
  /** How the simulator behaves; an unreliable provider unless given. */
  readonly scenario?: object;
};

export type World = {
  readonly parts: OwnParts;
  /** The small volume that the scenario asked for. */
  readonly volume: string | null;
  readonly system: RunningSystem;
  readonly fleet: Fleet;
  readonly say: (line: string) => void;
  prepare(options?: Partial<DrillOptions>): Promise<Drill>;
  /** The checker is told that the only broker's disk was full until now. */
  noteBrokerFull(sinceMs: number): void;
  /** The checker is told how many people the provider allows from now on. */
  noteLimit(portfolio: PortfolioFacts): void;
  /** A call to the simulator's admin side. */
  simulator(path: string, body: object): Promise<void>;
  /**
   * Everything that is violated by the drills prepared since the last call; evidence is kept when something is.
   * @param withoutHistory the database's own log is too short for what happened: the rules that need it are left out
   */
  judge(name: string, settledWithinMs?: number, withoutHistory?: boolean): Promise<Violation[]>;
  /** Done when the world is closed, before its system is. */
  onClose(work: () => Promise<void>): void;
  close(): Promise<void>;
};

/** A provider as it is on a bad day; every outcome is one that the ledger must get right. */
const UNRELIABLE_PROVIDER = {
  name: 'faults',
  seed: 1,
  reply: { delayMs: { min: 5, max: 60 } },
  statuses: {
    sent: { delayMs: { min: 10, max: 100 } },
    delivered: { delayMs: { min: 40, max: 400 } },
    read: { delayMs: { min: 80, max: 600 }, probability: 0.5, withoutDelivered: 0.2 },
  },
  outcomes: [
    { probability: 0.02, outcome: 'drop-after-accept' },
    { probability: 0.01, outcome: 'gateway-error-after-accept' },
    { probability: 0.02, outcome: 'fail-by-webhook', code: 131_026 },
    { probability: 0.02, outcome: 'fail-in-reply', code: 131_030 },
  ],
  rules: [{ attempts: [1], probability: 0.03, outcome: 'fail-in-reply', code: 131_016 }],
  webhook: { duplicates: 0.1, reordered: 0.1, early: 0.1, retry: { firstMs: 500, maxMs: 4_000 } },
};

/** Small batches, so that there are several of everything. */
const SMALL_BATCHES = { IMPORT_BATCH_ROWS: '100' };
const SETTLED_WITHIN_MS = 60_000;
/** Rules about what must come to hold once everything has been told. */
const EVENTUAL = ['none lost', 'counters agree', 'unknown resolved'];

export async function openWorld(
  parts: OwnParts,
  options: SystemOptions,
  say: (line: string) => void,
  { volume = null, distDir }: { volume?: string | null; distDir?: string } = {},
): Promise<World> {
  const fleet = createFleet(say);
  const env = { ...BUSY_MACHINE, ...SMALL_BATCHES, ...options.env };
  const system = await runSystem({
    parts: parts.urls,
    instances: options.instances ?? 1,
    env,
    scenario: options.scenario ?? UNRELIABLE_PROVIDER,
    ownEnv: (process) => fleet.envOf(process),
    ...(distDir ? { distDir } : {}),
  });
  fleet.guard(system.system.services.filter(({ name }) => name !== 'simulator'));
  const client = await new MongoClient(parts.urls.mongoUrl).connect();
  const closing: Array<() => Promise<void>> = [];
  let drills: Drill[] = [];
  let brokerFull: NonNullable<Facts['brokerFull']> = [];
  let portfolios: PortfolioFacts[] = [];

  async function violationsNow(folder: string, withoutHistory: boolean): Promise<Violation[]> {
    await rm(folder, { recursive: true, force: true });
    const sources = {
      simulatorUrl: system.system.simulatorUrl,
      client,
      database: system.system.settings.mongo.database,
    };
    const facts = {
      runs: drills.flatMap(({ run, resends }) => [run, ...resends]),
      imports: drills.flatMap(({ imports }) => imports),
      brokerFull,
      portfolios,
    };
    await collectEvidence(sources, facts, folder, !withoutHistory);
    return check(readEvidence(folder)).filter(({ rule }) => !withoutHistory || !needHistory.includes(rule));
  }

  return {
    parts,
    volume,
    system,
    fleet,
    say,
    async prepare(drill = {}) {
      const size = { contacts: 300, messagesPerMinute: 2_400, ...drill };
      const prepared = await prepareDrill(system, size, Number(env.SEND_LATENESS_MS), options.patienceMs);
      drills.push(prepared);
      return prepared;
    },
    noteBrokerFull: (sinceMs) => void brokerFull.push({ sinceMs, untilMs: Date.now() }),
    noteLimit: (portfolio) => void portfolios.push(portfolio),
    async simulator(path, body) {
      const answer = await fetch(`${system.system.simulatorUrl}/simulator/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
      if (!answer.ok) throw new Error(`the simulator refused ${path}: ${await answer.text()}`);
    },
    async judge(name, settledWithinMs = SETTLED_WITHIN_MS, withoutHistory = false) {
      const folder = join('.data', 'faults', name.replace(/[^a-z0-9-]+/gi, '_'));
      let violations = await violationsNow(folder, withoutHistory);
      for (
        const end = Date.now() + settledWithinMs;
        violations.some(({ rule }) => EVENTUAL.includes(rule)) && Date.now() < end;
      ) {
        await delay(2_000);
        violations = await violationsNow(folder, withoutHistory);
      }
      if (violations.length === 0) await rm(folder, { recursive: true, force: true });
      else say(`    evidence: ${folder} (${Object.keys(rules).length} rules)`);
      [drills, brokerFull, portfolios] = [[], [], []];
      return violations;
    },
    onClose: (work) => void closing.push(work),
    async close() {
      for (const work of closing) await work();
      await fleet.close();
      await client.close();
      await system.close();
    },
  };
}
