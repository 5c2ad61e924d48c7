import { randomUUID } from 'node:crypto';
import type { CommandOutcome } from '../../../schemas/types.ts';
import { runIdOf } from '../../../services/domain/message/message.ts';
import {
  commandOf,
  openCampaignsSystem,
  type CampaignsSystem,
  type CommandBody,
} from '../../support/campaigns-system.ts';
import { until } from '../../support/test-system.ts';

let campaigns: CampaignsSystem;
beforeAll(async () => {
  campaigns = await openCampaignsSystem({ MAX_CAMPAIGNS: '5', MAX_ACTIVE_CAMPAIGNS: '2' });
});
afterAll(() => campaigns.system.close());

/** Publishes all at once and waits for all outcomes. */
async function all(wishes: Array<[subjectId: string, body: CommandBody]>): Promise<CommandOutcome[]> {
  const commands = wishes.map(([subjectId, body]) => commandOf(subjectId, body));
  await campaigns.publish(...commands);
  return until('all are answered', () => {
    const outcomes = commands.flatMap(({ commandId }) => campaigns.outcomesOf(commandId));
    return outcomes.length === commands.length ? outcomes : null;
  });
}

it('takes as many campaigns as there may be, also when many are made at the same time, and one more after one is deleted', async () => {
  const ids = Array.from({ length: 12 }, () => randomUUID());
  const outcomes = await all(ids.map((id) => [id, campaigns.creation()]));
  expect(outcomes.filter(({ accepted }) => accepted)).toHaveLength(5);
  for (const { errors } of outcomes.filter(({ accepted }) => !accepted))
    expect(errors).toEqual([
      {
        code: 'max.entity.count.reached',
        field: null,
        message: 'The maximum campaign count has been reached: 5.',
        limit: 5,
      },
    ]);

  const kept = ids.filter((_, index) => outcomes[index]?.accepted);
  const save = campaigns.creation({ name: 'the same save' });
  const wanted = randomUUID();
  expect(await campaigns.command(wanted, save)).toMatchObject({ accepted: false });
  expect(
    await campaigns.command(kept[0] ?? '', { type: 'DeleteCampaign', campaignId: kept[0] ?? '' }),
  ).toMatchObject({
    accepted: true,
  });
  expect(await campaigns.command(wanted, save)).toMatchObject({ accepted: true });
  expect(campaigns.causesOf(kept[0] ?? '')).toEqual(['CREATED', 'DELETED']);

  // no more are active than may be, also when all start at the same time
  const present = [...kept.slice(1), wanted];
  const starts = await all(
    present.map((id) => [id, { type: 'StartCampaign', notBefore: null, notAfter: null }]),
  );
  expect(starts.filter(({ accepted }) => accepted)).toHaveLength(2);
  const refused = starts.find(({ accepted }) => !accepted);
  expect(refused?.errors).toMatchObject([{ code: 'active.campaigns.limit.exceeded', limit: 2 }]);
  const running = present.filter((_, index) => starts[index]?.accepted);
  const waiting = present.find((id) => !running.includes(id)) ?? '';
  const runId = runIdOf(running[0] ?? '', 1);
  expect(await campaigns.command(running[0] ?? '', { type: 'CompleteRun', runId })).toMatchObject({
    accepted: true,
  });
  expect(
    await campaigns.command(waiting, { type: 'StartCampaign', notBefore: null, notAfter: null }),
  ).toMatchObject({ accepted: true });
});
