import fc from 'fast-check';
import type { TemplateDocument } from '../../../../schemas/collections.ts';
import { readUsage } from '../../../../services/campaigns/provider-sync/graph-api.ts';
import { mergeTemplates } from '../../../../services/campaigns/provider-sync/merge-templates.ts';
import { readNumberFacts } from '../../../../services/campaigns/provider-sync/read-number-facts.ts';
import {
  readTemplatePage,
  type ListedTemplate,
} from '../../../../services/campaigns/provider-sync/read-templates.ts';
import { afterFailure, afterSuccess } from '../../../../services/campaigns/provider-sync/sync-schedule.ts';
import { consequencesOf } from '../../../../services/campaigns/commands/template-consequences.ts';
import { aCampaign, anIntegration, NOW } from '../campaign-builders.ts';

const ACCOUNT = '102290129340398';
const MINUTE = 60_000;
const everyMs = 15 * MINUTE;
const listed = (name: string, more: Partial<ListedTemplate> = {}): ListedTemplate => ({
  templateId: '1',
  name,
  language: 'en_US',
  status: 'APPROVED',
  category: 'MARKETING',
  parameterFormat: 'POSITIONAL',
  components: [{ type: 'BODY', text: 'Hello' }],
  qualityScore: null,
  ...more,
});
const stored = (name: string, more: Partial<TemplateDocument> = {}): TemplateDocument => ({
  _id: `${ACCOUNT}:${name}:en_US`,
  businessAccountId: ACCOUNT,
  ...listed(name),
  statusSince: NOW,
  seenAt: NOW,
  ...more,
});

describe('a page of templates', () => {
  const entry = {
    id: 5,
    name: 'a',
    language: 'de',
    status: 'approved',
    components: [{ type: 'body', text: 'x' }],
  };

  test('is read as far as it can be understood; what cannot is told by name', () => {
    const page = readTemplatePage({
      data: [
        entry,
        { ...entry, name: 'b', components: undefined },
        { ...entry, language: null },
        { ...entry, name: 'c', components: [{ text: 'x' }] },
        null,
        'x',
      ],
    });
    if (typeof page === 'string') throw new Error(page);
    expect(page.templates).toEqual([
      {
        templateId: '5',
        name: 'a',
        language: 'de',
        status: 'APPROVED',
        category: 'UNKNOWN',
        parameterFormat: 'POSITIONAL',
        components: [{ type: 'BODY', text: 'x' }],
        qualityScore: null,
      },
    ]);
    expect(page.unreadable.map(({ name, problem }) => `${name}: ${problem}`)).toEqual([
      'b: components: expected a list, found nothing',
      'a: language: expected a text, found null',
      'c: components[0].type: expected a text',
      ': name: expected a text, found nothing',
      ': name: expected a text, found nothing',
    ]);
  });

  test('goes on only where the provider says so, and never at an address that it gives', () => {
    const afterOf = (paging: unknown) => {
      const page = readTemplatePage({ data: [], paging });
      return typeof page === 'string' ? page : page.after;
    };
    expect(afterOf({ cursors: { before: 'x', after: 'y' }, next: 'https://evil.example/' })).toBe('y');
    expect(afterOf({ cursors: { before: 'x', after: 'y' } })).toBeNull();
    expect(afterOf({ next: 'https://evil.example/' })).toBeNull();
    expect(afterOf('more')).toBeNull();
  });

  test.each([[null], [{}], [[]], [{ data: {} }], [{ data: 'x' }]])('%j is no listing', (body) => {
    expect(readTemplatePage(body)).toMatch(/^expected a list of templates in "data", found /);
  });

  test('whatever the JSON, reading does not fail', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        readTemplatePage(json);
        readTemplatePage({ data: json, paging: json });
        readTemplatePage({
          data: [json, { ...entry, components: json, quality_score: json, category: json }],
        });
        readTemplatePage({
          data: [{ ...entry, components: [{ type: 'BUTTONS', buttons: json, text: json }] }],
        });
        readNumberFacts(json, '1', NOW);
        readUsage(JSON.stringify(json));
      }),
    );
  });
});

test('of a number only words that make sense are taken, and only when it is that number', () => {
  expect(
    readNumberFacts(
      { id: 7, throughput: { level: 'high' }, quality_rating: '<b>', messaging_limit_tier: 'TIER_1K' },
      '7',
      NOW,
    ),
  ).toEqual({ level: 'HIGH', qualityRating: null, limitTier: 'TIER_1K', readAt: NOW });
  expect(readNumberFacts({ id: '8' }, '7', NOW)).toContain('found the id "8"');
  expect(readNumberFacts({}, '7', NOW)).toContain('found no id');
});

describe('a listing', () => {
  const merge = (
    before: TemplateDocument[],
    names: string[],
    unreadable: { name: string; language: string }[] = [],
  ) =>
    mergeTemplates(
      ACCOUNT,
      before,
      names.map((name) => listed(name)),
      unreadable,
      new Date(1),
    );

  test('without a template marks it absent, and the next one without it deletes it', () => {
    const first = merge([stored('a'), stored('b')], ['a']);
    expect(first.needsRecheck).toBe(true);
    expect(first.changed.find(({ name }) => name === 'b')).toMatchObject({
      status: 'APPROVED',
      absent: true,
    });
    const second = merge(first.changed, ['a']);
    expect(second.needsRecheck).toBe(false);
    expect(second.changed.find(({ name }) => name === 'b')).toMatchObject({ status: 'DELETED' });
  });

  test('that has it again makes it whole again', () => {
    const { changed } = merge([stored('a', { absent: true })], ['a']);
    expect(changed[0]).not.toHaveProperty('absent');
    expect(merge([stored('a', { status: 'DELETED' })], ['a']).changed[0]).toMatchObject({
      status: 'APPROVED',
    });
  });

  test('in which a template cannot be understood leaves it as it was', () => {
    expect(merge([stored('a')], [], [{ name: 'a', language: 'en_US' }])).toEqual({
      changed: [],
      needsRecheck: false,
    });
  });

  test('says since when a template has its status', () => {
    const { changed } = merge([stored('a'), stored('b', { status: 'PAUSED' })], ['a', 'b']);
    expect(changed.map(({ statusSince }) => statusSince)).toEqual([NOW, new Date(1)]);
  });
});

describe('what follows for campaigns', () => {
  const template = { name: 'a', language: 'en_US', header: [], body: [], buttons: [] };
  const follow = (
    templates: TemplateDocument[],
    campaigns = [aCampaign({ template, status: 'on' })],
    before: TemplateDocument[] = [],
  ) =>
    consequencesOf(
      {
        businessAccountId: ACCOUNT,
        templates,
        statusBefore: new Map(before.map(({ _id, status }) => [_id, status])),
        integrations: [anIntegration()],
        campaigns,
      },
      NOW,
      MINUTE,
    );

  test('nothing from a template that may be used', () => {
    expect(follow([stored('a')])).toEqual({ commands: [], signals: [] });
  });

  test('a broken template makes its campaigns invalid, one command for each state of a campaign', () => {
    const first = follow([stored('a', { status: 'DISABLED' })]);
    expect(first.commands).toMatchObject([
      {
        subjectId: 'campaign-1',
        body: { type: 'InvalidateCampaign', errors: [{ code: 'content.template.invalid' }] },
      },
    ]);
    expect(follow([stored('a', { status: 'DISABLED' })]).commands).toEqual(first.commands);
    const edited = follow([stored('a', { status: 'DISABLED' })], [aCampaign({ template, revision: 2 })]);
    expect(edited.commands[0]?.commandId).not.toBe(first.commands[0]?.commandId);
    expect(
      follow([stored('a', { status: 'DISABLED' })], [aCampaign({ template, status: 'invalid' })]).commands,
    ).toEqual([]);
    expect(
      follow([stored('a', { status: 'DISABLED' })], [aCampaign({ template, integrationId: 'other' })])
        .commands,
    ).toEqual([]);
  });

  test('one that waits is held while a campaign uses it, and lifted when it is approved', () => {
    const paused = stored('a', { status: 'PAUSED' });
    expect(follow([paused])).toMatchObject({
      commands: [],
      signals: [
        {
          integrationId: `account:${ACCOUNT}`,
          body: { type: 'Hold', scope: 'TEMPLATE', scopeKey: 'a:en_US', until: NOW.getTime() + MINUTE },
        },
      ],
    });
    expect(follow([paused], [aCampaign({ template, status: 'off' })]).signals).toEqual([]);
    expect(follow([stored('a')], [], [paused]).signals).toMatchObject([
      { body: { type: 'Lift', scopeKey: 'a:en_US' } },
    ]);
    expect(follow([stored('a')], [], [stored('a')]).signals).toEqual([]);
  });
});

describe('the next refresh', () => {
  const afterMs = ({ dueAt }: { dueAt: Date }) => dueAt.getTime() - NOW.getTime();
  const restMs = ({ notBefore }: { notBefore: Date }) => notBefore.getTime() - NOW.getTime();
  const failed = (code: string, failures = 1, waitMs: number | null = null) =>
    afterFailure(NOW, everyMs, { code, waitMs }, failures, 0.5);

  test('comes regularly, a little spread', () => {
    expect([0, 0.5, 1].map((chance) => afterMs(afterSuccess(NOW, everyMs, 0, chance)))).toEqual([
      855_000, 900_000, 945_000,
    ]);
  });

  test('leaves the rest of the hour’s calls to others', () => {
    expect([0, 59, 60, 90].map((used) => restMs(afterSuccess(NOW, everyMs, used, 0.5)))).toEqual([
      2_000,
      2_000,
      MINUTE,
      10 * MINUTE,
    ]);
  });

  test('comes soon after what may pass, ever later, and never later than regularly', () => {
    for (const code of ['TIMEOUT', 'UNREACHABLE', 'NOT_JSON', 'NO_LISTING', 'EMPTY', 'HTTP_503', '2']) {
      expect([1, 2, 3, 20].map((failures) => afterMs(failed(code, failures)))).toEqual([
        5_000,
        10_000,
        20_000,
        everyMs,
      ]);
      expect(restMs(failed(code))).toBe(2_000);
    }
  });

  test('obeys the provider’s limits, whoever asks', () => {
    expect(restMs(failed('80007', 1, 33 * MINUTE))).toBe(33 * MINUTE);
    expect([1, 2, 9].map((failures) => restMs(failed('4', failures)))).toEqual([MINUTE, 2 * MINUTE, everyMs]);
    expect(restMs(failed('HTTP_429', 1, 5_000))).toBe(MINUTE);
  });

  test('waits for somebody to do something about a token or an id, who may ask at once', () => {
    for (const code of ['190', '10', '200', '100', 'NO_ACCESS_TOKEN']) {
      expect(afterMs(failed(code))).toBe(everyMs);
      expect(restMs(failed(code))).toBe(2_000);
    }
  });

  test('the usage header tells the fullest quota and the longest wait', () => {
    const usage = {
      '1': [{ call_count: 12, total_cputime: 70, total_time: 3, estimated_time_to_regain_access: 0 }],
      '2': [{ estimated_time_to_regain_access: 4 }],
    };
    expect(readUsage(JSON.stringify(usage))).toEqual({ usedPercent: 70, waitMs: 4 * MINUTE });
    for (const header of [undefined, '', 'x', '[]', 'null'])
      expect(readUsage(header)).toEqual({ usedPercent: 0, waitMs: null });
  });
});
