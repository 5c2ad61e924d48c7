/** The plainest even pace: one process, one loop of GCRA slots with setTimeout, posting with undici. */
import { Pool } from 'undici';

export type BarePaceSettings = {
  simulatorUrl: string;
  accessToken: string;
  phoneNumberId: string;
  perSecond: number;
  messages: number;
};

const settings = JSON.parse(process.argv[2] ?? '{}') as BarePaceSettings;
const pool = new Pool(settings.simulatorUrl, { connections: 64 });
const headers = { authorization: `Bearer ${settings.accessToken}`, 'content-type': 'application/json' };
const intervalMs = 1_000 / settings.perSecond;

async function post(message: number): Promise<void> {
  const reply = await pool.request({
    method: 'POST',
    path: `/v24.0/${settings.phoneNumberId}/messages`,
    headers,
    body: JSON.stringify({
      messaging_product: 'whatsapp',
      to: `+${14_150_000_000 + message}`,
      type: 'template',
      template: { name: 'spring_offer', language: { code: 'en_US' } },
    }),
  });
  await reply.body.dump();
}

const underWay: Array<Promise<void>> = [];
function run(): void {
  let slotMs = performance.now();
  const tick = (): void => {
    for (; slotMs <= performance.now() && underWay.length < settings.messages; slotMs += intervalMs)
      underWay.push(post(underWay.length));
    if (underWay.length < settings.messages)
      setTimeout(tick, Math.max(0, Math.floor(slotMs - performance.now())));
    else void Promise.all(underWay).then(() => process.send?.({ type: 'done' }));
  };
  tick();
}

process.once('message', run);
process.send?.({ type: 'ready' });
