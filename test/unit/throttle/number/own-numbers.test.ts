import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IntegrationDocument, PaceDocument } from '../../../../schemas/collections.ts';
import type { Logger } from '../../../../services/platform/process/logger.ts';
import type { ClaimedNumber } from '../../../../services/throttle/number/claim-number.ts';
import {
  keepOwnNumbers,
  openOwnNumbers,
  partitionsMoved,
  type OwnNumbers,
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
const claimOf = ({ _id }: IntegrationDocument): ClaimedNumber => ({
  pace: { _id, epoch: 1, owner: 'me', nextMicros: 0, runs: {} } satisfies PaceDocument,
  mismatch: null,
});

function given(claim: (integration: IntegrationDocument) => Promise<ClaimedNumber>): OwnNumbers {
  return openOwnNumbers(
    {
      ...{ log, numberParts, claim, onClaimed: silent },
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
