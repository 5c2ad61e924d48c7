/**
 * With what each integration's messages are sent: its phone number id, and the access token from files or
 * environment (I2).
 */
import type { IntegrationDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Access } from './send-messages.ts';
import { findIntegration } from '../store.ts';

const FRESH_MS = 5_000;

export type IntegrationAccess = {
  /** Looks up integrations not seen for a few seconds. */
  learn(integrationIds: ReadonlySet<string>): Promise<void>;
  /** Null when there is no such integration, or no token for its credentials. */
  of: (integrationId: string) => Access | null;
};

export function createIntegrationAccess(
  database: Database,
  tokens: ReadonlyMap<string, string>,
): IntegrationAccess {
  const known = new Map<string, { access: Access | null; learntAtMs: number }>();
  return {
    async learn(integrationIds) {
      for (const id of integrationIds) {
        const before = known.get(id);
        if (before && Date.now() - before.learntAtMs < FRESH_MS) continue;
        const integration = await findIntegration(database, id);
        const accessToken = integration && tokens.get(integration.credentials);
        known.set(id, {
          access: integration && accessToken ? { ...addressOf(integration), accessToken } : null,
          learntAtMs: Date.now(),
        });
      }
    },
    of: (integrationId) => known.get(integrationId)?.access ?? null,
  };
}

const addressOf = (integration: IntegrationDocument): Omit<Access, 'accessToken'> => {
  const {
    phoneNumberId,
    businessAccountId,
    productPolicy = null,
    messageActivitySharing = null,
  } = integration;
  const isMarketing = integration.endpoint === 'MARKETING_MESSAGES';
  return {
    phoneNumberId,
    businessAccountId,
    endpoint: isMarketing ? 'marketing_messages' : 'messages',
    marketing: isMarketing ? { productPolicy, messageActivitySharing } : null,
  };
};
