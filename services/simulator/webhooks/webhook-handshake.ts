/** The webhook's handshake: GET with a challenge that must come back (contract section 7). */
import { randomInt } from 'node:crypto';
import { request } from 'undici';

export interface Handshake {
  verified: boolean;
  status: number;
  /** What came back, cut. */
  body: string;
}

const TIMEOUT_MS = 10_000;
const SHOWN = 200;

export async function shakeHands(webhookUrl: string, verifyToken: string): Promise<Handshake> {
  const challenge = String(randomInt(1, 2 ** 31));
  const url = new URL(webhookUrl);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', verifyToken);
  const response = await request(url, { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  const body = await response.body.text();
  return {
    verified: response.statusCode === 200 && body === challenge,
    status: response.statusCode,
    body: body.slice(0, SHOWN),
  };
}
