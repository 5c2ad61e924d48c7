/** Sent again to those who did not get it, while processes die: again, and again from the same run. */
import { resend } from '../resend.ts';
import type { Scenario } from '../scenario.ts';

/** A provider with which a good part of a run fails, each time somebody else. */
const FAILS_OFTEN = {
  name: 'fails often',
  seed: 1,
  reply: { delayMs: { min: 5, max: 60 } },
  statuses: {
    sent: { delayMs: { min: 10, max: 100 } },
    delivered: { delayMs: { min: 40, max: 400 } },
  },
  outcomes: [
    { probability: 0.2, outcome: 'fail-in-reply', code: 131_026 },
    { probability: 0.1, outcome: 'fail-by-webhook', code: 131_026 },
    { probability: 0.05, outcome: 'gateway-error', status: 504 },
    { probability: 0.05, outcome: 'drop-after-accept' },
  ],
  webhook: { duplicates: 0.1, reordered: 0.1, early: 0.1, retry: { firstMs: 500, maxMs: 4_000 } },
};

export const resendScenarios: Scenario[] = [
  {
    name: 'resend/while-dying',
    what: 'sent again to those of a run who failed, and again to those of the same run who failed or are unknown; campaigns, eligibility and sender are killed in it',
    system: { scenario: FAILS_OFTEN },
    run: async (world) => {
      const drill = await world.prepare();
      await drill.start();
      await drill.untilStatus('complete');
      await world.fleet.arm({
        campaigns: 'campaigns.effect.after=kill@1',
        eligibility: 'eligibility.page.after=kill@1',
        sender: 'sender.request.after=kill@10',
      });
      await resend(world, drill, ['FAILED']);
      await drill.untilStatus('complete');
      await world.fleet.arm({
        eligibility: 'eligibility.decision.after=kill@1',
        status: 'status.ledger.after=kill@2',
      });
      await resend(world, drill, ['FAILED', 'UNKNOWN']);
      await drill.untilStatus('complete');
    },
  },
];
