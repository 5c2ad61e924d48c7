/** What a signal of the provider changes on a number. */
import type { ProviderSignal } from '../../../schemas/types.ts';
import { holdNumber, liftNumber, slowNumberDown, type PacedNumber } from './paced-number.ts';

/** A campaign that must stop is held until the campaigns service has stopped it. */
const MUST_STOP_HOLD_MS = 60_000;

export function applySignal(number: PacedNumber, { at, body }: ProviderSignal, nowMs: number): void {
  switch (body.type) {
    case 'SlowDown':
      return slowNumberDown(number, nowMs);
    case 'Hold': {
      const { scope, scopeKey, until, code, reason } = body;
      return holdNumber(number, { scope, scopeKey, untilMs: until, code, reason }, at);
    }
    case 'Lift':
      return liftNumber(number, {
        scope: body.scope,
        scopeKey: body.scopeKey,
        codes: body.codes ?? [],
        saidMs: at,
      });
    case 'CampaignMustStop': {
      const { campaignId, code, reason } = body;
      const untilMs = nowMs + MUST_STOP_HOLD_MS;
      return holdNumber(number, { scope: 'CAMPAIGN', scopeKey: campaignId, untilMs, code, reason }, at);
    }
    case 'ProviderChanged':
      return; // the campaigns service reads it again; numbers are looked up every few seconds
  }
}
