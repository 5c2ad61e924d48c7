/** The simulator's word on what it accepted: the judge of every pace and every total. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type AcceptedLine = { readonly at: number; readonly to: string; readonly phoneNumberId: string };

/** Accepted messages of one number, in order of acceptance. */
export async function acceptedOf(simulatorUrl: string, phoneNumberId: string): Promise<AcceptedLine[]> {
  const text = await (await fetch(`${simulatorUrl}/simulator/accepted`)).text();
  return text
    .split('\n')
    .filter((line) => line.includes(phoneNumberId))
    .map((line) => JSON.parse(line) as AcceptedLine)
    .filter((line) => line.phoneNumberId === phoneNumberId);
}

/** Times of acceptance (ms, ascending) by number. */
export async function timesByNumber(simulatorUrl: string): Promise<Map<string, number[]>> {
  const text = await (await fetch(`${simulatorUrl}/simulator/accepted`)).text();
  const times = new Map<string, number[]>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const { at, phoneNumberId } = JSON.parse(line) as AcceptedLine;
    const own = times.get(phoneNumberId);
    if (own) own.push(at);
    else times.set(phoneNumberId, [at]);
  }
  return times;
}

/** Forgets messages and statuses; the scenario stays. */
export async function resetSimulator(simulatorUrl: string): Promise<void> {
  await (await fetch(`${simulatorUrl}/simulator/reset`, { method: 'POST' })).arrayBuffer();
}

/** Puts a scenario in force. @throws with the simulator's objections */
export async function putScenario(simulatorUrl: string, scenario: object): Promise<void> {
  const reply = await fetch(`${simulatorUrl}/simulator/scenario`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(scenario),
  });
  if (!reply.ok) throw new Error(`the simulator refused a scenario: ${await reply.text()}`);
}

/** Any number exists until one is declared; the plain baselines send from this one. */
export const BARE_PHONE_NUMBER_ID = '100000000000000';

/**
 * Declares a number that the provider does not limit, beside those declared before: a number nobody declared has the level STANDARD,
 * 80 a second.
 */
export async function declareNumber(simulatorUrl: string, phoneNumberId: string): Promise<void> {
  const answer = await fetch(`${simulatorUrl}/simulator/scenario`);
  const scenario = (await answer.json()) as { numbers?: Array<{ id: string }> };
  const before = (scenario.numbers ?? []).map(({ id }) => id);
  const numbers = [...new Set([BARE_PHONE_NUMBER_ID, ...before, phoneNumberId])].map((id) => ({
    id,
    throughput: { level: 'NOT_APPLICABLE' },
  }));
  await putScenario(simulatorUrl, { ...scenario, numbers });
}

/** Calm, three statuses for every message, all within two seconds. */
export const threeStatuses = {
  name: 'three-statuses',
  statuses: {
    sent: { delayMs: { min: 20, max: 80 } },
    delivered: { delayMs: { min: 50, max: 300 } },
    read: { delayMs: { min: 100, max: 800 }, probability: 1 },
  },
};

/** The same as a file for a simulator that starts. @returns its path */
export async function threeStatusesFile(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'three-statuses.json');
  await writeFile(path, JSON.stringify(threeStatuses));
  return path;
}
