import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IntegrationDocument, PaceDocument } from '../../../../schemas/collections.ts';
import type { Logger } from '../../../../services/platform/process/logger.ts';
import type { ClaimedNumber } from '../../../../services/throttle/number/claim-number.ts';
import { releasesOf } from '../../../../services/throttle/number/number-runs.ts';
import {
  keepOwnNumbers,
  openOwnNumbers,
  partitionsMoved,
  type OwnNumbers,
  type OwnNumbersParts,
} from '../../../../services/throttle/number/own-numbers.ts';
import type { PacedNumberParts } from '../../../../services/throttle/number/paced-number.ts';
import { integrationDocument } from '../../../support/campaign-documents.ts';
import { noLimits } from '../../../support/no-limits.ts';

const NOW = 1_800_000_000_000;
const silent = (): void => undefined;
const log = { info: silent, error: silent } as unknown as Logger;
const numberParts = {
  metrics: { count: silent },
  pace: { margin: 0, horizonMs: 500 },
  portfolios: noLimits,
} as unknown as PacedNumberParts;
const claimOf = ({ _id }: IntegrationDocument, runs: PaceDocument['runs'] = {}): ClaimedNumber => ({
  pace: { _id, epoch: 1, owner: 'me', nextMicros: 0, runs } satisfies PaceDocument,
  mismatch: null,
});

const nothingLost: OwnNumbersParts['lookForLost'] = () =>
  Promise.resolve({ lost: new Map(), releasedBy: new Map() });

function given(
  claim: (integration: IntegrationDocument) => Promise<ClaimedNumber>,
  lookForLost = nothingLost,
): OwnNumbers {
  return openOwnNumbers(
    {
      ...{ log, numberParts, claim, lookForLost, onClaimed: silent },
      findIntegrations: async (ids) => ids.map((_id) => integrationDocument({ _id })),
    },
    NOW,
  );
}
const names = Array.from({ length: 200 }, (_, place) => `n${place}`);

it('a number whose claim takes long holds up no other', async () => {
  const own = given((integration) =>
    integration._id === 'n0' ? new Promise(silent) : Promise.resolve(claimOf(integration)),
  );
  for (let tick = 0; tick < 30; tick += 1) {
    keepOwnNumbers(own, new Set(names), () => true, NOW);
    await nextTurn();
  }
  expect(own.numbers.size).toBe(199);
  expect([...own.claiming.keys()]).toEqual(['n0']);
});

it('a claim from before the partitions moved is not used', async () => {
  let finish: (claimed: ClaimedNumber) => void = silent;
  const own = given(() => new Promise((resolve) => (finish = resolve)));
  keepOwnNumbers(own, new Set(['n1']), () => true, NOW);
  await nextTurn();
  partitionsMoved(own, true);
  finish(claimOf(integrationDocument({ _id: 'n1' })));
  await nextTurn();
  expect(own.numbers.size).toBe(0);
});

it('a claim that fails is tried again, a little later', async () => {
  let tries = 0;
  const own = given(async (integration) => {
    if ((tries += 1) === 1) throw new Error('no database');
    return claimOf(integration);
  });
  for (const at of [NOW, NOW + 100, NOW + 600]) {
    keepOwnNumbers(own, new Set(['n1']), () => true, at);
    await nextTurn();
  }
  expect([tries, own.numbers.size]).toEqual([2, 1]);
});

it('numbers that are not ours any more are forgotten', async () => {
  const own = given(async (integration) => claimOf(integration));
  keepOwnNumbers(own, new Set(['n1', 'n2']), () => true, NOW);
  await nextTurn();
  keepOwnNumbers(own, new Set(), (id) => id === 'n1', NOW + 100);
  expect([...own.numbers.keys()]).toEqual(['n1']);
});

describe('what was released long ago', () => {
  const HOUR = 3_600_000;
  const run = {
    nextMicros: 0,
    releasedThrough: 40,
    releasedBy: { at: new Date(NOW), through: 30 },
    stoppedRevision: null,
    waiting: null,
  };

  async function looks(
    atMs: number,
    lost: ReadonlyMap<string, number>,
  ): Promise<{ claims: number; asked: string[][]; own: OwnNumbers }> {
    let claims = 0;
    const asked: string[][] = [];
    const releasedBy = new Map([['r1', { at: new Date(atMs), through: 40 }]]);
    const own = given(
      (integration) => ((claims += 1), Promise.resolve(claimOf(integration, { r1: run }))),
      (runs) => (asked.push([...runs.keys()]), Promise.resolve({ lost, releasedBy })),
    );
    for (const at of [NOW, atMs, atMs + 100]) {
      keepOwnNumbers(own, new Set(['n1']), () => true, at);
      for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    }
    return { claims, asked, own };
  }

  it('is looked for each half of the retention, and then it is remembered how far the run has come', async () => {
    const early = await looks(NOW + 11 * HOUR, new Map());
    expect(early).toMatchObject({ claims: 1, asked: [] });
    const { claims, asked, own } = await looks(NOW + 12 * HOUR, new Map());
    expect([claims, asked]).toEqual([1, [['r1']]]);
    expect(releasesOf(own.numbers.get('n1')!.runs).get('r1')?.releasedBy).toEqual({
      at: new Date(NOW + 12 * HOUR),
      through: 40,
    });
  });

  it('and is not in the ledger: the number is claimed anew, which goes back to it', async () => {
    expect(await looks(NOW + 12 * HOUR, new Map([['r1', 20]]))).toMatchObject({ claims: 2 });
  });
});
