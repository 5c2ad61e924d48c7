/**
 * What an error of the provider means for later messages → the signal that slows them down, holds or stops
 * them.
 */
import type { ErrorClass, HoldScope } from './error-table.ts';
import { accountScope, APP_SCOPE, templateKeyOf } from './provider-scope.ts';

/** The signal, before its target is known. */
export type ProviderNotice =
  | { readonly type: 'SlowDown'; readonly code: number; readonly detail: string }
  | {
      readonly type: 'Hold';
      readonly scope: HoldScope;
      readonly forMs: number;
      readonly code: number;
      readonly reason: string;
    }
  | { readonly type: 'CampaignMustStop'; readonly code: number; readonly reason: string };

/** The message that got the error. */
export type NoticeTarget = {
  readonly integrationId: string;
  /** Null when the integration is not known: then the signal applies to that integration only. */
  readonly businessAccountId: string | null;
  readonly campaignId: string;
  readonly template: { readonly name: string; readonly language: string };
};

/** The signal of an error class for other messages; null when the error is about one message only. */
export function noticeOf(what: ErrorClass, code: number, reason: string): ProviderNotice | null {
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
 * @param at when it was certainly true, ms since the epoch: for a reply the time of its request, so that a
 *   lift in between counts
 * @param heardAt when it arrived here, ms since the epoch: the time of a hold counts from then
 */
export function toProviderSignal(notice: ProviderNotice, about: NoticeTarget, at: number, heardAt = at) {
  const { integrationId, campaignId } = about;
  switch (notice.type) {
    case 'SlowDown':
      return {
        integrationId,
        at,
        body: { type: 'SlowDown' as const, code: notice.code, detail: notice.detail },
      };
    case 'CampaignMustStop': {
      const { code, reason } = notice;
      return { integrationId, at, body: { type: 'CampaignMustStop' as const, campaignId, code, reason } };
    }
    case 'Hold': {
      const { scope, code, reason } = notice;
      const until = heardAt + notice.forMs;
      const body = { type: 'Hold' as const, scope, scopeKey: keyOf(scope, about), until, code, reason };
      return { integrationId: targetOf(scope, about), at, body };
    }
    default:
      return notice satisfies never;
  }
}

/** The account's and the app's other numbers are held as well. */
function targetOf(scope: HoldScope, { integrationId, businessAccountId }: NoticeTarget): string {
  if (scope === 'APP') return APP_SCOPE;
  if (businessAccountId === null || scope === 'NUMBER' || scope === 'CAMPAIGN') return integrationId;
  return accountScope(businessAccountId);
}

function keyOf(scope: HoldScope, { integrationId, campaignId, template }: NoticeTarget): string {
  if (scope === 'TEMPLATE') return templateKeyOf(template.name, template.language);
  return scope === 'CAMPAIGN' ? campaignId : integrationId;
}
