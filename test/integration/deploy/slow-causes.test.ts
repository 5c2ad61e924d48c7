/**
 * Five causes make a campaign slower than its limit: a number's level, a slow provider, too few senders, callable times, a paused template.
 * Whoever knows only the runbook's expressions finds each, and none of the others; `wac campaigns why`, the event log and `wac top` agree.
 */
import { findOnPath } from '../../../deploy/local/parts/required-tool.ts';
import { collections } from '../../../schemas/collections.ts';
import { watchWithPrometheus, type AskedPrometheus } from '../../support/monitoring/ask-prometheus.ts';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../../support/run-system.ts';
import { jsonOf, runWac } from '../../support/run-wac.ts';
import { until } from '../../support/test-system.ts';
import { slowCauses } from '../../unit/deploy/monitoring-files.ts';

jest.setTimeout(300_000);

const LEVEL = '201000000000001';
const OTHER = '201000000000002';
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
/** Cause as the runbook calls it → name of the campaign that it is planted for. */
const level = 'The number’s throughput level';
const slow = 'WhatsApp answers slowly';
const few = 'Too few senders';
const callable = 'Callable times';
const template = 'A paused template';

const causes = new Map([...slowCauses()].map(([cause, expression]) => [cause.replace("'", '’'), expression]));
let run: RunningSystem;
let prometheus: AskedPrometheus;
let connections = '100';
const ids = new Map<string, string>();

const scenario = (delayMs: number) => ({
  reply: { delayMs },
  numbers: [{ id: LEVEL, throughput: { level: 'HIGH' } }, { id: OTHER }],
  rules: [{ template: 'paused_offer', outcome: 'fail-in-reply', code: 132015, details: 'paused' }],
});

async function steer(method: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${run.system.simulatorUrl}/simulator/${path}`, {
    ...{ method, body: JSON.stringify(body) },
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}

/** Cause → campaigns that its expression names. */
async function diagnosed(): Promise<Record<string, string[]>> {
  const answers = await Promise.all(
    [...causes].map(async ([cause, expression]) => {
      const samples = await prometheus.ask(expression);
      return [cause, samples.map(({ metric }) => metric['campaign'] ?? '').sort()] as const;
    }),
  );
  return Object.fromEntries(answers);
}

const isDiagnosed = (expected: Record<string, string[]>): Promise<true> => {
  const wanted = JSON.stringify({
    ...Object.fromEntries([...causes.keys()].map((cause) => [cause, []])),
    ...expected,
  });
  let last = '';
  return until(
    'the expressions tell the planted cause and no other',
    async () => {
      last = JSON.stringify(await diagnosed());
      return last === wanted || null;
    },
    180_000,
  ).catch(() => {
    throw new Error(`expected ${wanted}, found ${last}`);
  });
};

if (findOnPath('prometheus') === undefined) {
  test('without Prometheus the causes are only read', () => {
    console.warn('prometheus is not installed (Debian, Ubuntu: apt-get install prometheus)');
    expect([...causes.keys()]).toEqual([level, slow, few, callable, template]);
  });
} else {
  beforeAll(async () => {
    run = await runSystem({
      env: { ...BUSY_MACHINE, SEND_TIMEOUT_MS: '10000', SEND_LEASE_MS: '20000' },
      ownEnv: (name) => (name.startsWith('sender') ? { SEND_CONNECTIONS: connections } : {}),
      scenario: scenario(20),
    });
    prometheus = await watchWithPrometheus(run);
    const csv = (count: number): string =>
      `Name,Phone\n${Array.from({ length: count }, (_, place) => `P,+${13_175_400_000 + place}`).join('\n')}\n`;
    const contactListId = await run.contactList(csv(2_000));
    const leveled = await run.contactList(csv(20_000));
    const integrationId = await run.integration(80, OTHER);
    const onLevel = await run.integration(1_000, LEVEL);
    await until('the level of the number is known', async () => {
      const found = await run.database.of(collections.integrations).findOne({ _id: onLevel });
      return found?.number?.level === 'HIGH';
    });
    const common = { contactListId, integrationId, messagesPerMinute: 1_200 };
    const otherDay = WEEKDAYS[(new Date().getUTCDay() + 3) % 7] ?? 'SUN';
    const campaigns = {
      level: { ...common, contactListId: leveled, integrationId: onLevel, messagesPerMinute: 6_000 },
      senders: common,
      callable: {
        ...common,
        callableTimes: { timeZone: 'UTC', ranges: [{ days: [otherDay], start: '00:00', end: '24:00' }] },
      },
      template: {
        ...common,
        template: { name: 'paused_offer', language: 'en_US', header: [], body: [], buttons: [] },
      },
    };
    for (const [name, body] of Object.entries(campaigns))
      ids.set(name, await run.campaign({ ...body, name }));
    for (const name of ['callable', 'template']) await run.start(ids.get(name) ?? '');
  });
  afterAll(async () => {
    await prometheus?.stop();
    await run?.close();
  });

  test('the runbook names the five causes', () => {
    expect([...causes.keys()]).toEqual([level, slow, few, callable, template]);
  });

  test('callable times, and a paused template', () =>
    isDiagnosed({ [callable]: ['callable'], [template]: ['template'] }));

  test('what the expressions say, wac campaigns why, wac top and the event log say too', async () => {
    const { settings } = run.system;
    for (const [name, reason] of [
      ['callable', 'callable_time'],
      ['template', 'template'],
    ] as const) {
      const why = jsonOf(await runWac(settings, ['--json', 'campaigns', 'why', name]));
      expect([name, why['reason']]).toEqual([name, reason]);
      expect(why['nextMessage']).toEqual(expect.stringMatching(/^20/));
      const event = await until('the event log tells it', () =>
        run.database
          .of(collections.events)
          .findOne({ 'entity.id': ids.get(name) ?? '', code: 'CAMPAIGN_SLOWED' }),
      );
      expect(event.message).toContain(`[${reason}]`);
    }
    const top = await runWac(settings, ['--json', 'top', '--once']);
    const { campaigns, numbers } = jsonOf(top) as Record<string, Array<Record<string, unknown>>>;
    expect(campaigns).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'callable', reason: 'callable_time' }),
        expect.objectContaining({ name: 'template', reason: 'template' }),
      ]),
    );
    expect(numbers).toHaveLength(2);
    const text = await runWac(settings, ['top', '--once']);
    expect(text.out).toMatch(/^CAMPAIGN +STATUS +WHY/);
  });

  test('a number’s throughput level', async () => {
    // its own rate was allowed when the campaign was started; then the number's level fell
    await run.start(ids.get('level') ?? '');
    await steer('POST', `numbers/${LEVEL}`, { fields: { throughput: { level: 'STANDARD' } } });
    const integration = await run.database.of(collections.integrations).findOne({ phoneNumberId: LEVEL });
    await run.command(integration?._id ?? '', { type: 'SyncTemplates' });
    await until('the lower level is known', async () => {
      const found = await run.database.of(collections.integrations).findOne({ phoneNumberId: LEVEL });
      return found?.number?.level === 'STANDARD';
    });
    await isDiagnosed({ [level]: ['level'], [callable]: ['callable'], [template]: ['template'] });
    await run.command(ids.get('level') ?? '', { type: 'StopCampaign' });
    await run.untilStatus(ids.get('level') ?? '', 'off');
  });

  test('a slow provider', async () => {
    // below the time after which requests count as hanging (services/sender/send/hanging-requests.ts)
    await steer('PUT', 'scenario', scenario(1_500));
    connections = '6';
    await run.system.of('sender')[0]?.restart();
    await run.start(ids.get('senders') ?? '');
    await isDiagnosed({ [slow]: ['senders'], [callable]: ['callable'], [template]: ['template'] });
  });

  test('too few senders', async () => {
    await steer('PUT', 'scenario', scenario(250));
    connections = '1';
    await run.system.of('sender')[0]?.restart();
    await isDiagnosed({ [few]: ['senders'], [callable]: ['callable'], [template]: ['template'] });
  });
}
