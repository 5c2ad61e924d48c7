/** Without an access token templates are not known: campaigns are accepted as before, and say that they were not checked. */
import { collections } from '../../../schemas/collections.ts';
import { jsonOf, runWac } from '../../support/run-wac.ts';
import { openCampaignsSystem, type CampaignsSystem } from '../../support/campaigns-system.ts';
import { until } from '../../support/test-system.ts';

let campaigns: CampaignsSystem;
beforeAll(async () => (campaigns = await openCampaignsSystem()));
afterAll(() => campaigns.system.close());

const wac = (...args: string[]) => runWac(campaigns.system.settings, args);
const create = (name: string): string[] => [
  ...['campaigns', 'create', '--name', name, '--list', 'customers', '--whatsapp-column', 'phone'],
  ...['--integration', 'Main number', '--template', 'any_offer:en_US', '--body', 'name', '--rate', '600'],
];

it('accepts a campaign with a warning, on the topic, in the database and in wac', async () => {
  const warning = { code: 'content.template.not.checked', field: 'template' };
  const outcome = await campaigns.command('campaign-1', campaigns.creation());
  expect(outcome).toMatchObject({ accepted: true, errors: [], warnings: [warning] });
  expect(
    await (
      await campaigns.system.context.mongo()
    )
      .of(collections.commandOutcomes)
      .findOne({ _id: outcome.commandId }),
  ).toMatchObject({ accepted: true, warnings: [warning] });
  const created = await wac(...create('Spring'), '--json');
  expect(created).toMatchObject({
    code: 0,
    err: expect.stringContaining(
      'was not checked; see `wac integrations show`. [content.template.not.checked]',
    ) as unknown,
  });
  expect(jsonOf(created)).toMatchObject({ status: 'off', templatesKnown: false });
  expect(
    await campaigns.command('campaign-1', { type: 'StartCampaign', notBefore: null, notAfter: null }),
  ).toMatchObject({
    accepted: true,
    warnings: [warning],
  });
});

it('says why nothing is known, and what to do', async () => {
  await until(
    'it was tried',
    async () =>
      (
        await (
          await campaigns.system.context.mongo()
        )
          .of(collections.providerSyncs)
          .findOne({ kind: 'TEMPLATES' })
      )?.error,
  );
  const { out } = await wac('integrations', 'show', 'Main number');
  expect(out).toMatch(
    /^templates: +not known, so campaigns are not checked: never read; now: no access token is configured for default \(WHATSAPP_ACCESS_TOKENS of the campaigns service\) \[NO_ACCESS_TOKEN\]$/m,
  );
  expect(await wac('templates', 'sync', 'Main number')).toMatchObject({
    code: 3,
    err: expect.stringContaining('[NO_ACCESS_TOKEN]') as unknown,
  });
});

it('refuses wrong options before anything is sent', async () => {
  const wrong: [string[], string][] = [
    [[...create('x'), '--header', 'currency:due'], 'currency:EUR:column'],
    [[...create('x'), '--template-json', '{}'], 'leave out the other template options'],
    [
      ['campaigns', 'update', 'Spring', '--template-json', '{"name":1}'],
      'template.name is 1; expected a text',
    ],
    [['campaigns', 'preview', 'Spring', '--phone', 'none'], 'expected digits'],
    [['campaigns', 'preview', 'Spring', '--phone', '1', '--contact', 'a'], 'not both'],
    [
      [
        'integrations',
        'register',
        '--name',
        'x',
        '--phone-number-id',
        '1',
        '--phone-number',
        '+1 555 0100',
        '--endpoint',
        'mm',
      ],
      'messages, marketing_messages',
    ],
  ];
  for (const [args, message] of wrong) {
    const { code, err } = await wac(...args);
    expect([args, code, err]).toEqual([args, 2, expect.stringContaining(message)]);
  }
  const { code, err } = await wac(
    ...['integrations', 'register', '--name', 'y', '--phone-number-id', '9', '--phone-number', '+1 555 0100'],
    ...['--product-policy', 'STRICT'],
  );
  expect([code, err]).toEqual([
    3,
    expect.stringContaining(
      'productPolicy is "STRICT"; expected nothing unless endpoint is MARKETING_MESSAGES',
    ),
  ]);
});
