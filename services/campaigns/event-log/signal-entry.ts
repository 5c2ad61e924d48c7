/** The entries of the event log for signals of the provider. Pure: signal → entries. */
import type { EventDocument } from '../../../schemas/collections.ts';
import type { ProviderSignal } from '../../../schemas/types.ts';

/** Repeated signals of the provider are one entry a minute. */
const REPEATS_MS = 60_000;

export function entriesOfSignal({ integrationId, at, body }: ProviderSignal): EventDocument[] {
  const base = { at: new Date(at), who: null, correlationId: null };
  const about = { kind: 'integration', id: integrationId };
  const minute = Math.floor(at / REPEATS_MS);
  switch (body.type) {
    case 'Hold': {
      const entity = body.scope === 'CAMPAIGN' ? { kind: 'campaign', id: body.scopeKey } : about;
      const whom = body.scope === 'TEMPLATE' ? `template ${body.scopeKey}` : body.scope.toLowerCase();
      return [
        {
          ...base,
          _id: `hold:${integrationId}:${body.scope}:${body.scopeKey}:${body.code}:${minute}`,
          level: 'WARNING',
          category: body.scope === 'CAMPAIGN' ? 'MESSAGING_CAMPAIGN' : 'INTEGRATION',
          code: 'CAMPAIGN_THROTTLED',
          message: `Nothing is sent (${whom}) until ${new Date(body.until).toISOString()}: ${withCode(body.reason, body.code)}`,
          entity,
        },
      ];
    }
    case 'SlowDown':
      return [
        {
          ...base,
          _id: `slow:${integrationId}:${minute}`,
          level: 'WARNING',
          category: 'INTEGRATION',
          code: 'CAMPAIGN_THROTTLED',
          message: `The number sends more slowly for a while: ${withCode(body.detail, body.code)}`,
          entity: about,
        },
      ];
    case 'Lift':
      return [
        {
          ...base,
          _id: `lift:${integrationId}:${body.scope}:${body.scopeKey}:${minute}`,
          level: 'INFO',
          category: 'INTEGRATION',
          code: 'HOLD_LIFTED',
          message: `A hold ended (${body.scope.toLowerCase()}): ${body.reason}`,
          entity: about,
        },
      ];
    case 'ProviderChanged':
      return [
        {
          ...base,
          _id: `provider:${integrationId}:${body.what}:${body.key}:${body.event}:${at}`,
          level: 'INFO',
          category: 'INTEGRATION',
          code: `${body.what}_CHANGED`,
          message: `WhatsApp says that ${body.what.toLowerCase()} ${body.key} changed: ${body.event}`,
          entity: about,
        },
      ];
    case 'CampaignMustStop':
      return []; // logged with the changes of the campaign
    default:
      return body satisfies never;
  }
}

const withCode = (reason: string, code: number): string => (code > 0 ? `${reason} (${code})` : reason);
