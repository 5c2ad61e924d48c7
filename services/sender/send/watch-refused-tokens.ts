/**
 * An account held because its token was refused goes on as soon as the token works again, or has been
 * replaced: while such a hold is in force, its number is read with the present token now and then.
 */
import type { ProviderSignal } from '../../../schemas/types.ts';
import { accountScope } from '../../domain/provider/provider-scope.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { CloudApi } from './cloud-api.ts';
import type { IntegrationAccess } from './integration-access.ts';
import { findNumbersHeldFor } from '../store.ts';

/** Authentication (contract section 6). */
export const TOKEN_CODES = [0, 104, 190];

export type TokenWatchParts = {
  database: Database;
  api: Pick<CloudApi, 'get'>;
  access: IntegrationAccess;
  tell: (signal: ProviderSignal) => void;
  log: Logger;
};

/** Looks once. @returns the integrations whose token works */
export async function liftWorkingTokens(parts: TokenWatchParts, nowMs: number): Promise<string[]> {
  const held = await findNumbersHeldFor(parts.database, TOKEN_CODES, nowMs);
  await parts.access.learn(new Set(held));
  const working: string[] = [];
  for (const integrationId of held) {
    const access = parts.access.of(integrationId);
    if (!access) continue;
    const answer = await parts.api.get(
      `${encodeURIComponent(access.phoneNumberId)}?fields=id`,
      access.accessToken,
    );
    if (answer.kind !== 'answer' || answer.status !== 200) continue;
    working.push(integrationId);
    parts.log.info({ integrationId }, 'the access token works again: the account is no longer held for it');
    const reason = 'the access token works';
    const body = {
      type: 'Lift',
      scope: 'ACCOUNT',
      scopeKey: integrationId,
      reason,
      codes: TOKEN_CODES,
    } as const;
    const about = { at: nowMs, body: { ...body, codes: [...TOKEN_CODES] } };
    // a hold of before the account was known concerns the integration alone
    for (const name of [accountScope(access.businessAccountId), integrationId])
      parts.tell({ integrationId: name, ...about });
  }
  return working;
}
