/** `X-Hub-Signature-256`: HMAC-SHA256 of the raw body under the app secret (contract section 7). */
import { createHmac } from 'node:crypto';

export function webhookSignature(rawBody: Buffer, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(rawBody).digest('hex')}`;
}

/**
 * `appsecret_proof`: HMAC-SHA256 of the token, or of `token|time`, under the app secret (contract section 4).
 */
export function appSecretProof(accessToken: string, appSecret: string, time?: string): string {
  return createHmac('sha256', appSecret)
    .update(time === undefined ? accessToken : `${accessToken}|${time}`)
    .digest('hex');
}
