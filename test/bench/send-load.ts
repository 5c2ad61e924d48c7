/** Load on a provider's door: template messages, as fast as a number of connections allow or at an even rate. */
import { Pool } from 'undici';
import { percentile } from './figure.ts';
import { phoneIdOf } from './write-contacts.ts';

export type SendLoad = { messages: number; perSecond: number; p99Ms: number };

const CONNECTIONS = 64;

/** @param perSecond 0 = as fast as the connections allow */
export async function sendLoad(
  origin: string,
  phoneNumberId: string,
  perSecond: number,
  seconds: number,
): Promise<SendLoad> {
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const tookMs: number[] = [];
  let sent = 0;
  const startedAt = performance.now();
  const spentSeconds = (): number => (performance.now() - startedAt) / 1_000;
  const send = async (): Promise<void> => {
    const sentAt = performance.now();
    const reply = await pool.request({
      method: 'POST',
      path: `/v24.0/${phoneNumberId}/messages`,
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: bodyOf(sent++),
    });
    await reply.body.dump();
    if (reply.statusCode !== 200) throw new Error(`the door answered ${reply.statusCode}`);
    tookMs.push(performance.now() - sentAt);
  };
  if (perSecond === 0) {
    const lane = async (): Promise<void> => {
      while (spentSeconds() < seconds) await send();
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  } else {
    const underWay: Promise<void>[] = [];
    while (spentSeconds() < seconds) {
      while (sent < Math.floor(spentSeconds() * perSecond)) underWay.push(send());
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(underWay);
  }
  const rate = sent / spentSeconds();
  await pool.close();
  return { messages: sent, perSecond: rate, p99Ms: percentile(tookMs, 0.99) };
}

const bodyOf = (message: number): string =>
  JSON.stringify({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: `+${phoneIdOf(message)}`,
    type: 'template',
    template: {
      name: 'spring_offer',
      language: { code: 'en_US' },
      components: [{ type: 'body', parameters: ['Ada', '20 %'].map((text) => ({ type: 'text', text })) }],
    },
    biz_opaque_callback_data: `0123456789abcdef-${String(message).padStart(24, '0')}.1`,
  });
