/** Sends a drill's message again to those who did not get it, and says as facts who these are. */
import { collections, type MessageDocument } from '../../schemas/collections.ts';
import { until } from '../support/test-system.ts';
import type { RunFacts } from './checker/evidence.ts';
import { command, type Drill } from './drill.ts';
import type { World } from './world.ts';

type Kind = 'FAILED' | 'UNKNOWN';
type Line = { to: string; callbackData: string | null; outcome: string };

const SETTLED_WITHIN_MS = 120_000;

/** After the run is over: begins a run for contacts of its first run whose message failed, or of whom nothing is known. */
export async function resend(world: World, drill: Drill, kinds: readonly Kind[]): Promise<RunFacts> {
  const { system } = world;
  const earlier = [drill.run, ...drill.resends];
  await untilSettled(world, earlier);
  const standings = await standingsIn(world, earlier);
  const isChosen = (to: string): boolean => (kinds as readonly string[]).includes(standings.get(to) ?? '');
  const chosen = drill.run.order.filter(isChosen);
  if (chosen.length === 0) throw new Error(`nobody of run ${drill.run.runId} is left for a resend`);
  await command(system, drill.campaignId, {
    ...{ type: 'ResendCampaign', kinds: [...kinds], codes: [], runNumber: 1 },
    mayGetItTwice: kinds.includes('UNKNOWN'),
  });
  const campaign = await system.database.of(collections.campaigns).findOne({ _id: drill.campaignId });
  const run: RunFacts = {
    ...drill.run,
    runId: campaign?.runId ?? '',
    contacts: chosen.length,
    order: chosen,
    stops: [],
    resend: {
      ...{ chosen, earlierRunIds: earlier.map(({ runId }) => runId) },
      mayGetItTwice: chosen.filter((to) => standings.get(to) === 'UNKNOWN'),
    },
  };
  drill.resends.push(run);
  return run;
}

/** Until the ledger has all that the provider tells later: whatever it accepted arrived or was given up. */
async function untilSettled({ system }: World, runs: readonly RunFacts[]): Promise<void> {
  await until(
    'the ledger knows of all that was accepted',
    async () => {
      const text = await (await fetch(`${system.system.simulatorUrl}/simulator/accepted`)).text();
      const messages = await messagesOf(system, runs);
      const states = new Map(
        messages.map(({ _id, attempt, state }) => [`${_id}.${attempt}`, state as string]),
      );
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line)
        .filter(({ callbackData }) => runs.some(({ runId }) => callbackData?.startsWith(`${runId}-`)))
        .every(
          ({ callbackData, outcome }) =>
            states.get(callbackData ?? '') === (outcome === 'fail-by-webhook' ? 'FAILED' : 'ACCEPTED'),
        );
    },
    SETTLED_WITHIN_MS,
  );
}

/** The most that any message may have done: it arrived, nobody knows, it failed. */
async function standingsIn({ system }: World, runs: readonly RunFacts[]): Promise<Map<string, string>> {
  const ranks = ['FAILED', 'UNKNOWN', 'ACCEPTED'];
  const standings = new Map<string, string>();
  for (const { to, state } of await messagesOf(system, runs)) {
    if (to === undefined || ranks.indexOf(state) <= ranks.indexOf(standings.get(to) ?? '')) continue;
    standings.set(to, state);
  }
  return standings;
}

const messagesOf = ({ database }: World['system'], runs: readonly RunFacts[]): Promise<MessageDocument[]> =>
  database
    .of(collections.messages)
    .find({ runId: { $in: runs.map(({ runId }) => runId) } })
    .toArray();
