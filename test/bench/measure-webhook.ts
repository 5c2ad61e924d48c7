/** The webhook alone: answers a second and how long they take, for single statuses and for full batches. */
import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { startBaseline } from './baseline-process.ts';
import { openBenchSystem, type Bench, type BenchSystem } from './bench-system.ts';
import { gatherRuns, percentile, type Figure } from './figure.ts';
import { countCpu } from './process-usage.ts';

const BARE_PORT = 8_084;
const CONNECTIONS = 32;
const BATCHES = [1, 100];

type Load = { answersPerSecond: number; p99Ms: number };

export async function measureWebhook(bench: Bench): Promise<Figure[]> {
  const seconds = bench.pick({ full: 10, quick: 3, smoke: 0.5 });
  const gathered = gatherRuns();
  const system = await openBenchSystem(bench, { only: ['webhook'] });
  const port = BARE_PORT + bench.portOffset;
  const bare = await startBaseline('bare-webhook', 'webhook', { port });
  try {
    for (let run = 0; run < bench.runs; run += 1) {
      for (const batch of BATCHES) {
        const bodies = signedBodies(system, batch);
        const used = countCpu(system.processes);
        const ours = await load(system.system.webhookUrl, bodies, seconds);
        const cpu = used();
        const plain = await load(`http://127.0.0.1:${port}/`, bodies, seconds);
        const name = 'bare node:http';
        const per = batch === 1 ? 'one status a call' : `${batch} statuses a call`;
        gathered.add(`${per}: answers`, '/s', ours.answersPerSecond, {
          baseline: { name, value: plain.answersPerSecond },
          ...(batch === 1 ? { aim: '≥ 0.6 × bare' } : {}),
        });
        gathered.add(`${per}: p99 with ${CONNECTIONS} calls at a time`, 'ms', ours.p99Ms, {
          baseline: { name, value: plain.p99Ms },
        });
        const statuses = ours.answersPerSecond * seconds * batch;
        gathered.add(`${per}: statuses`, '/s', ours.answersPerSecond * batch, {
          aim: batch === 1 ? '≥ 3,000' : '≥ 60,000',
        });
        gathered.add(
          `${per}: CPU of the webhook`,
          'µs a status',
          ((cpu.get('webhook') ?? NaN) * 1e6) / statuses,
        );
      }
    }
  } finally {
    await bare.stop();
    await system.close();
  }
  return gathered.figures();
}

type Signed = { body: string; signature: string };

/** A hundred different calls, with statuses as the provider writes them. */
function signedBodies({ context }: BenchSystem, statuses: number): Signed[] {
  const [secret = ''] = context.settings.webhook.appSecrets;
  return Array.from({ length: 100 }, (_, call) => {
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '102290129340398', changes: [{ field: 'messages', value: valueOf(call, statuses) }] }],
    });
    return { body, signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
  });
}

function valueOf(call: number, statuses: number): object {
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
    statuses: Array.from({ length: statuses }, (_, place) => {
      const number = String(call * statuses + place).padStart(24, '0');
      return {
        id: `wamid.HBgLMTMxNzU1NTAwMDAVAgARGBI${number}`,
        status: 'delivered',
        timestamp: '1760000000',
        recipient_id: '13175550000',
        biz_opaque_callback_data: `0123456789abcdef-${number}.1`,
        pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' },
      };
    }),
  };
}

async function load(url: string, bodies: readonly Signed[], seconds: number): Promise<Load> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const tookMs: number[] = [];
  let call = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() - startedAt < seconds * 1_000) {
        const { body = '', signature = '' } = bodies[(call += 1) % bodies.length] ?? {};
        const sentAt = performance.now();
        const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
        const reply = await pool.request({ method: 'POST', path: pathname, headers, body });
        await reply.body.dump();
        if (reply.statusCode !== 200) throw new Error(`the webhook answered ${reply.statusCode}`);
        tookMs.push(performance.now() - sentAt);
      }
    }),
  );
  const spentMs = performance.now() - startedAt;
  await pool.close();
  return { answersPerSecond: (tookMs.length * 1_000) / spentMs, p99Ms: percentile(tookMs, 0.99) };
}
