/**
 * Holds that were told while nobody paced the number: whoever takes it up learns of them. Pure but for its
 * memory.
 */
import type { IntegrationDocument } from '../../../schemas/collections.ts';
import type { ProviderSignal } from '../../../schemas/types.ts';
import { isMeantBy } from '../../domain/provider/provider-scope.ts';

/** Far more than are in force at a time; the oldest go first. */
const MAX_REMEMBERED = 1_000;

export type RecentSignals = {
  remember(signal: ProviderSignal, nowMs: number): void;
  /** What is still in force for a number, in the order in which it was said. */
  about(integration: IntegrationDocument, nowMs: number): ProviderSignal[];
};

export function createRecentSignals(): RecentSignals {
  let remembered: ProviderSignal[] = [];
  const isInForce = ({ body }: ProviderSignal, nowMs: number): boolean =>
    body.type === 'Lift' || (body.type === 'Hold' && body.until > nowMs);
  return {
    remember(signal, nowMs) {
      if (!isInForce(signal, nowMs)) return;
      remembered.push(signal);
      if (remembered.length > MAX_REMEMBERED)
        remembered = remembered.filter((one) => isInForce(one, nowMs)).slice(-MAX_REMEMBERED / 2);
    },
    about: (integration, nowMs) =>
      remembered.filter((one) => isInForce(one, nowMs) && isMeantBy(one.integrationId, integration)),
  };
}
