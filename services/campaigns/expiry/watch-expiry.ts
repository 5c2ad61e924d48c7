/** When our access tokens and TLS certificates end, as metrics: an alert comes before they do. */
import { repeat } from '../../platform/process/repeat.ts';
import type { ServiceContext } from '../../platform/process/run-service.ts';
import { createGraphApi } from '../provider-sync/graph-api.ts';
import { nextLookMs } from './next-look.ts';
import { readCertificateExpiry } from '../../platform/process/read-certificate-expiry.ts';
import { readTokenExpiry } from './read-token-expiry.ts';

const CHECK_EVERY_MS = 5_000;

/** @returns what stops it */
export function watchExpiry(context: ServiceContext): { stop: () => Promise<void> } {
  const { settings, metrics, log } = context;
  const { accessTokens } = settings.cloudApi;
  const api = createGraphApi(settings.cloudApi);

  let misses = 0;
  let dueMs = 0;

  async function look(): Promise<void> {
    if (Date.now() < dueMs) return;
    let isWhole = true;
    const tokens = await Promise.all(
      [...accessTokens].map(async ([credentials, token]) => {
        const answer = await api.get('debug_token', { input_token: token }, token);
        const expiresAt = answer.ok ? readTokenExpiry(answer.body) : null;
        // the sender tells of a token that does not work; here it is only not known when it ends
        if (!answer.ok) {
          isWhole = false;
          log.info({ credentials, code: answer.fault.code }, 'WhatsApp does not say when a token ends');
        }
        return expiresAt === null ? [] : [{ labels: { credentials }, value: expiresAt }];
      }),
    );
    metrics.replace('wac_token_expires_timestamp_seconds', tokens.flat());
    const certificates = await Promise.all(
      settings.watchedCertificates.map(async (address) => {
        const expiresAt = await readCertificateExpiry(address);
        if (typeof expiresAt === 'string') {
          isWhole = false;
          log.warn({ address, reason: expiresAt }, 'a certificate cannot be read');
        }
        return typeof expiresAt === 'string'
          ? []
          : [{ labels: { address }, value: expiresAt.getTime() / 1_000 }];
      }),
    );
    metrics.replace('wac_certificate_expires_timestamp_seconds', certificates.flat());
    misses = isWhole ? 0 : misses + 1;
    dueMs = Date.now() + nextLookMs(misses);
  }

  // not with context.repeat: a stop waits for that work first, and an answer of WhatsApp may take long
  const what = 'the look at what expires';
  const loop = repeat(what, CHECK_EVERY_MS, look, log);
  context.watchdog.watch({ what, stalledMs: loop.stalledMs });
  return {
    stop: async () => {
      await api.close();
      await loop.stop();
    },
  };
}
