/** The HTTP API: reads and pages a second and how long they take, and an export, with many campaigns, contacts and messages. */
import { Pool } from 'undici';
import { makeClient } from '../../services/access/programs.ts';
import { startBaseline } from './baseline-process.ts';
import { openBenchSystem, type Bench, type BenchSystem } from './bench-system.ts';
import { gatherRuns, percentile, type Figure } from './figure.ts';
import { countCpu, peakMemory, resetPeakMemory } from './process-usage.ts';
import { seedApi, type Seeded } from './seed-api.ts';
import { CONTACT_COLUMNS, contactCells } from './write-contacts.ts';

const BARE_PORT = 8_085;
const CONNECTIONS = 4;
const SECRET_ENV = { API_REQUESTS_PER_MINUTE: '1000000' };
const AIM = 'p99 < 50 ms';

type Call = { method: 'GET' | 'POST'; path: string; body?: object };
type Load = { answers: number; answersPerSecond: number; p99Ms: number };
/** Processes that a call takes time of. */
const CALLED: ReadonlySet<string> = new Set(['api', 'mongo']);

export async function measureApi(bench: Bench): Promise<Figure[]> {
  const seconds = bench.pick({ full: 8, quick: 3, smoke: 0.5 });
  const contacts = bench.pick({ full: 1_000_000, quick: 100_000, smoke: 2_000 });
  const campaigns = bench.pick({ full: 1_000, quick: 1_000, smoke: 20 });
  const gathered = gatherRuns();
  const system = await openBenchSystem(bench, { only: ['api'], env: SECRET_ENV });
  bench.say(`  writing ${contacts} contacts and messages …`);
  const seeded = await seedApi(system.database, { campaigns, contacts });
  const port = BARE_PORT + bench.portOffset;
  const { mongo } = system.context.settings;
  const bare = await startBaseline('bare-api', 'API', {
    ...{ port, url: mongo.url, database: mongo.database, collection: 'campaigns' },
  });
  try {
    const headers = { authorization: `Bearer ${await tokenOf(system)}`, 'content-type': 'application/json' };
    const [id = ''] = seeded.campaignIds;
    for (let run = 0; run < bench.runs; run += 1) {
      const plain = {
        one: await load(`http://127.0.0.1:${port}`, { method: 'GET', path: `/${id}` }, {}, seconds),
        page: await load(`http://127.0.0.1:${port}`, { method: 'GET', path: '/' }, {}, seconds),
      };
      for (const [name, call, beside] of callsOf(seeded)) {
        const spent = countCpu(system.processes.filter((one) => CALLED.has(one.name)));
        const ours = await load(system.system.apiUrl, call, headers, seconds);
        const cpuMs = [...spent().values()].reduce((sum, one) => sum + one * 1_000, 0);
        const baseline = beside ? { name: 'bare Fastify', value: plain[beside].answersPerSecond } : undefined;
        gathered.add(name, '/s', ours.answersPerSecond, { baseline });
        gathered.add(`${name}: p99, ${CONNECTIONS} calls at a time`, 'ms', ours.p99Ms, {
          ...(beside ? { baseline: { name: 'bare Fastify', value: plain[beside].p99Ms } } : {}),
          aim: AIM,
        });
        gathered.add(`${name}: CPU of api and mongod a call`, 'ms', cpuMs / ours.answers);
      }
      await measureExport(system, seeded, headers, contacts, gathered);
    }
  } finally {
    await bare.stop();
    await system.close();
  }
  return gathered.figures();
}

/** Name, call, and which call of the bare API is beside it. */
function callsOf({
  campaignIds,
  listId,
  contactId,
  startedAt,
  endedAt,
}: Seeded): Array<[string, Call, 'one' | 'page' | null]> {
  const outbound = '/api/v2/outbound';
  const [id = ''] = campaignIds;
  const query = '/api/v2/analytics/conversations/details/query';
  const interval = `${startedAt.toISOString()}/${endedAt.toISOString()}`;
  const second = `${startedAt.toISOString()}/${new Date(startedAt.getTime() + 1_000).toISOString()}`;
  const post = (path: string, body: object): Call => ({ method: 'POST', path, body });
  const get = (path: string): Call => ({ method: 'GET', path: `${outbound}${path}` });
  /** Contacts whose cell is that of the first one, by the column's place. */
  const search = (column: number, more: object = {}): Call =>
    post(`${outbound}/contactlists/${listId}/contacts/search`, {
      ...{ pageNumber: 1, pageSize: 25, ...more },
      criteria: {
        clauses: [
          {
            predicates: [
              {
                ...{ column: CONTACT_COLUMNS[column], columnType: 'alphabetic', operator: 'EQUALS' },
                value: contactCells(0)[column],
              },
            ],
          },
        ],
      },
    });
  return [
    ['a campaign', get(`/messagingcampaigns/${id}`), 'one'],
    ['100 campaigns', get('/messagingcampaigns?pageSize=100'), 'page'],
    [
      '100 campaigns, the last page',
      get(`/messagingcampaigns?pageSize=100&pageNumber=${Math.ceil(campaignIds.length / 100)}`),
      'page',
    ],
    ['progress of a campaign', get(`/messagingcampaigns/${id}/progress`), null],
    ['a contact', get(`/contactlists/${listId}/contacts/${contactId}`), null],
    [
      '100 contacts',
      post(`${outbound}/contactlists/${listId}/contacts/search`, { pageNumber: 2, pageSize: 100 }),
      null,
    ],
    ['a contact by its number', search(2), null],
    ['a contact by its id', search(0), null],
    ['contacts by a name, a page by cursor', search(1, { cursor: '' }), null],
    ['contacts by a name, the whole list looked at', search(1), null],
    ['100 conversations by cursor', post(query, { interval, paging: { pageSize: 100, cursor: '' } }), null],
    [
      '25 conversations of a second, in the order of time',
      post(query, { interval: second, paging: { pageSize: 25, pageNumber: 1 } }),
      null,
    ],
    [
      '25 conversations of all, the latest first',
      post(query, { interval, order: 'desc', paging: { pageSize: 25, pageNumber: 1 } }),
      null,
    ],
    [
      '25 failed conversations of a second',
      post(query, {
        ...{ interval: second, paging: { pageSize: 25, pageNumber: 1 } },
        segmentFilters: [
          {
            type: 'and',
            predicates: [{ dimension: 'deliveryStatus', operator: 'matches', value: 'Failed' }],
          },
        ],
      }),
      null,
    ],
  ];
}

async function load(
  origin: string,
  { method, path, body }: Call,
  headers: Record<string, string>,
  seconds: number,
): Promise<Load> {
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const tookMs: number[] = [];
  const text = body === undefined ? null : JSON.stringify(body);
  const ask = async (): Promise<void> => {
    const reply = await pool.request({ method, path, headers, body: text });
    const answer = await reply.body.text();
    if (reply.statusCode !== 200)
      throw new Error(`${path} answered ${reply.statusCode}: ${answer.slice(0, 300)}`);
  };
  await ask();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() - startedAt < seconds * 1_000) {
        const sentAt = performance.now();
        await ask();
        tookMs.push(performance.now() - sentAt);
      }
    }),
  );
  const spentMs = performance.now() - startedAt;
  await pool.close();
  return {
    answers: tookMs.length + 1,
    answersPerSecond: (tookMs.length * 1_000) / spentMs,
    p99Ms: percentile(tookMs, 0.99),
  };
}

/** All conversations as CSV: every one must come, and memory must not grow with them. */
async function measureExport(
  { system, pidOf }: BenchSystem,
  { startedAt, endedAt }: Seeded,
  headers: Record<string, string>,
  rows: number,
  gathered: ReturnType<typeof gatherRuns>,
): Promise<void> {
  resetPeakMemory(pidOf('api'));
  const before = peakMemory(pidOf('api'));
  const pool = new Pool(system.apiUrl, { connections: 1, bodyTimeout: 0, headersTimeout: 0 });
  const at = performance.now();
  const interval = `${startedAt.toISOString()}/${endedAt.toISOString()}`;
  const reply = await pool.request({
    ...{ method: 'POST', path: '/api/v2/analytics/conversations/details/query/export', headers },
    body: JSON.stringify({ interval }),
  });
  let lines = 0;
  for await (const chunk of reply.body as AsyncIterable<Buffer>)
    for (const byte of chunk) if (byte === 10) lines += 1;
  await pool.close();
  if (lines !== rows + 1) throw new Error(`the export has ${lines - 1} rows; ${rows} are expected`);
  gathered.add('export of all conversations', 'rows/s', (rows * 1_000) / (performance.now() - at));
  gathered.add(
    `export of ${rows.toLocaleString('en')} rows: most memory of the api`,
    'MiB',
    peakMemory(pidOf('api')),
    {
      baseline: { name: 'before it', value: before },
      aim: 'flat',
    },
  );
}

async function tokenOf({ database, system }: BenchSystem): Promise<string> {
  const grants = [{ roleId: 'admin', divisionIds: ['*'] }];
  const { client, secret } = await makeClient(database, { name: 'bench', grants }, new Date());
  const answer = await fetch(`${system.apiUrl}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client._id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
}
