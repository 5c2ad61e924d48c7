/** The whole system as fast as it goes: from a file to the last delivery status in the ledger, and where the CPU goes. */
import { join } from 'node:path';
import { runBareChain, type ChainResult } from './bare-chain-run.ts';
import { filesOf, openBenchSystem, type Bench, type BenchSystem } from './bench-system.ts';
import { command, createCampaign, importContacts, progressWhen, registerNumber } from './drive-campaign.ts';
import { gatherRuns, type Figure } from './figure.ts';
import { countCpu } from './process-usage.ts';
import { resetSimulator, threeStatusesFile } from './simulator-log.ts';
import { writeContacts } from './write-contacts.ts';

/** Far more than it can do: what leaves is what the slowest stage lets through. */
const MESSAGES_PER_SECOND = 20_000;
const FINISHED_WITHIN_MS = 600_000;
export const UNTHROTTLED = {
  MAX_MESSAGES_PER_SECOND: String(MESSAGES_PER_SECOND),
  // slots lie far ahead of what can be done: lateness is meant, and no reason to put a message off
  PACE_UNCHECKED: 'true',
  SEND_LATENESS_MS: '900000',
};

/** Processes of the bare chain and ours that do the same. */
const SAME_STAGE: Record<string, string> = { importer: 'import' };

export async function measureEndToEnd(bench: Bench): Promise<Figure[]> {
  const contacts = bench.pick({ full: 40_000, quick: 10_000, smoke: 300 });
  const gathered = gatherRuns();
  const scenario = await threeStatusesFile(bench.dataDir);
  const system = await openBenchSystem(bench, { env: UNTHROTTLED, scenario });
  try {
    const file = join(filesOf(bench), 'end-to-end.csv');
    await warmUp(system, bench);
    await writeContacts(file, contacts);
    for (let run = 0; run < bench.runs; run += 1) {
      const ours = await asFastAsItGoes(system, file, contacts);
      bench.say(`  ours: ${Math.round(contacts / ours.sendSeconds)} messages/s`);
      const bare = await runBareChain(system, file, contacts);
      bench.say(`  bare: ${Math.round(contacts / bare.sendSeconds)} messages/s`);
      addRun(gathered, contacts, ours, bare);
    }
  } finally {
    await system.close();
  }
  return gathered.figures();
}

/**
 * Processes compile what they run often: in its first minute Kafka alone spends more on that than on records. Whoever sends campaigns
 * runs for days, so it is not measured; neither does the bare chain pay for it, which uses the same parts.
 */
async function warmUp(system: BenchSystem, bench: Bench): Promise<void> {
  const contacts = bench.pick({ full: 40_000, quick: 5_000, smoke: 0 });
  if (contacts === 0) return;
  const file = join(filesOf(bench), 'warm-up.csv');
  await writeContacts(file, contacts);
  const { sendSeconds } = await asFastAsItGoes(system, file, contacts);
  bench.say(`  to warm up: ${Math.round(contacts / sendSeconds)} messages/s`);
}

/** Imports a list and sends it on a number of its own, until the last status is in the ledger. */
export async function asFastAsItGoes(
  system: BenchSystem,
  file: string,
  contacts: number,
): Promise<ChainResult> {
  const { integrationId } = await registerNumber(system, MESSAGES_PER_SECOND);
  await resetSimulator(system.system.simulatorUrl);
  const used = countCpu(system.processes);
  const { listId, seconds: importSeconds } = await importContacts(system, file);
  const campaignId = await createCampaign(system, {
    contactListId: listId,
    integrationId,
    messagesPerMinute: MESSAGES_PER_SECOND * 60,
  });
  const startedAt = performance.now();
  await command(system, campaignId, { type: 'StartCampaign', notBefore: null, notAfter: null });
  await progressWhen(
    system,
    campaignId,
    'the last status',
    FINISHED_WITHIN_MS,
    ({ counts, settled, planned }) =>
      settled === planned && counts.read + counts.skipped + counts.failed + counts.unknown === contacts,
  );
  const sendSeconds = (performance.now() - startedAt) / 1_000;
  const cpuSeconds = used();
  await progressWhen(
    system,
    campaignId,
    'completion',
    FINISHED_WITHIN_MS,
    ({ status }) => status === 'complete',
  );
  return { importSeconds, sendSeconds, cpuSeconds };
}

function addRun(
  gathered: ReturnType<typeof gatherRuns>,
  contacts: number,
  ours: ChainResult,
  bare: ChainResult,
): void {
  const name = 'bare kafkajs chain';
  gathered.add('start → last of three statuses', 'messages/s', contacts / ours.sendSeconds, {
    baseline: { name, value: contacts / bare.sendSeconds },
    aim: '≥ 1.2 × bare',
  });
  const all = ({ importSeconds, sendSeconds }: ChainResult): number => importSeconds + sendSeconds;
  gathered.add('import → last of three statuses', 'messages/s', contacts / all(ours), {
    baseline: { name, value: contacts / all(bare) },
  });
  const micros = (seconds: number): number => (seconds * 1e6) / contacts;
  const total = ({ cpuSeconds }: ChainResult): number =>
    micros([...cpuSeconds.values()].reduce((sum, seconds) => sum + seconds, 0));
  gathered.add('CPU of everything', 'µs a message', total(ours), {
    baseline: { name, value: total(bare) },
    aim: '≤ 0.67 × bare',
  });
  for (const [process, seconds] of ours.cpuSeconds) {
    const beside = bare.cpuSeconds.get(SAME_STAGE[process] ?? process);
    gathered.add(`CPU ${process}`, 'µs a message', micros(seconds), {
      baseline: beside === undefined ? undefined : { name, value: micros(beside) },
    });
  }
}
