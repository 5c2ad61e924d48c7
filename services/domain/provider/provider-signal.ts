/** What an error of the provider means for the messages that follow → the signal that slows down, holds or stops them. */
import type { ErrorClass, HoldScope } from './error-table.ts';
import { accountScope, APP_SCOPE, templateKeyOf } from './provider-scope.ts';

/** What was said, before it is known whom it concerns. */
export type Said =
  | { readonly type: 'SlowDown'; readonly code: number; readonly detail: string }
  | {
      readonly type: 'Hold';
      readonly scope: HoldScope;
      readonly forMs: number;
      readonly code: number;
      readonly reason: string;
    }
  | { readonly type: 'CampaignMustStop'; readonly code: number; readonly reason: string };

/** The message that it was said of. */
export type SaidOf = {
  readonly integrationId: string;
  /** Null when the integration is not known: then it concerns that one alone. */
  readonly businessAccountId: string | null;
  readonly campaignId: string;
  readonly template: { readonly name: string; readonly language: string };
};

/** What a class of error says to everybody else; null when it is about one message only. */
export function saidBy(what: ErrorClass, code: number, reason: string): Said | null {
  switch (what.action) {
    case 'hold':
      return { type: 'Hold', scope: what.scope, forMs: what.forMs, code, reason };
    case 'stop':
      return { type: 'CampaignMustStop', code, reason };
    case 'retry':
      return what.slowDown ? { type: 'SlowDown', code, detail: reason } : null;
    case 'fail':
    case 'suppress':
      return null;
    default:
      return what satisfies never;
  }
}

/**
 * A record for provider-signals.
 * @param at when it was true for certain, ms since the epoch: for a reply the time of its request, so that a lift meanwhile counts
 * @param heardAt when we heard of it, ms since the epoch: a hold's time counts from then
 */
export function toProviderSignal(said: Said, about: SaidOf, at: number, heardAt = at) {
  const { integrationId, campaignId } = about;
  switch (said.type) {
    case 'SlowDown':
      return { integrationId, at, body: { type: 'SlowDown' as const, code: said.code, detail: said.detail } };
    case 'CampaignMustStop': {
      const { code, reason } = said;
      return { integrationId, at, body: { type: 'CampaignMustStop' as const, campaignId, code, reason } };
    }
    case 'Hold': {
      const { scope, code, reason } = said;
      const until = heardAt + said.forMs;
      const body = { type: 'Hold' as const, scope, scopeKey: keyOf(scope, about), until, code, reason };
      return { integrationId: whomOf(scope, about), at, body };
    }
    default:
      return said satisfies never;
  }
}

/** The account's and the app's other numbers are held as well. */
function whomOf(scope: HoldScope, { integrationId, businessAccountId }: SaidOf): string {
  if (scope === 'APP') return APP_SCOPE;
  if (businessAccountId === null || scope === 'NUMBER' || scope === 'CAMPAIGN') return integrationId;
  return accountScope(businessAccountId);
}

function keyOf(scope: HoldScope, { integrationId, campaignId, template }: SaidOf): string {
  if (scope === 'TEMPLATE') return templateKeyOf(template.name, template.language);
  return scope === 'CAMPAIGN' ? campaignId : integrationId;
}
