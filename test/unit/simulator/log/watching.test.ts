import { createLatestMessages, LATEST } from '../../../../services/simulator/log/latest-messages.ts';
import { createRateHistory, HISTORY_SECONDS } from '../../../../services/simulator/log/rate-history.ts';
import type { SentComponent, SentParameter } from '../../../../services/simulator/rules/outgoing-message.ts';
import { readableText } from '../../../../services/simulator/rules/readable-text.ts';
import { readScenario } from '../../../../services/simulator/scenario/read-scenario.ts';

const NOW = 1_700_000_000_000;
const parameter = (text: string, name?: string): SentParameter => ({ type: 'text', name, text, raw: {} });
const component = (type: string, parameters: SentParameter[]): SentComponent => ({
  ...{ type, subType: undefined, index: 0, parameters, cards: [] },
});

test('a page that is opened sees the last two minutes, second by second, and no older ones', () => {
  const history = createRateHistory();
  history.note(NOW - (HISTORY_SECONDS + 5) * 1_000);
  for (const ago of [120_000, 2_000, 1_001, 1_000]) history.note(NOW - ago);
  history.note(NOW);
  const seconds = history.perSecond(NOW + 500);
  expect(seconds).toHaveLength(HISTORY_SECONDS);
  expect(seconds[0]).toBe(1);
  expect(seconds.slice(-3)).toEqual([0, 2, 1]);
  expect(history.perSecond(NOW + 1_000).at(-1)).toBe(1);
  expect(history.perSecond(NOW + 600_000)).toEqual(Array.from({ length: HISTORY_SECONDS }, () => 0));
});

test('the latest messages come newest first with the statuses that they had, whatever comes for older ones', () => {
  const latest = createLatestMessages();
  for (let place = 0; place <= LATEST; place += 1)
    latest.accepted({
      ...{ wamid: `wamid.${place}`, at: NOW, to: '13175550101', template: 'spring', outcome: 'accept' },
      ...{ phoneNumberId: '1', callbackData: null, text: () => `Hello ${place}` },
    });
  for (const wamid of ['wamid.0', 'wamid.1']) latest.status(wamid, 'sent');
  latest.status('wamid.1', 'failed', 131026);
  const shown = latest.list();
  expect(shown).toHaveLength(LATEST);
  expect(shown[0]).toMatchObject({ wamid: `wamid.${LATEST}`, text: `Hello ${LATEST}`, statuses: [] });
  expect(shown.at(-1)).toMatchObject({ wamid: 'wamid.1', statuses: ['sent', 'failed 131026'] });
});

test('what a recipient reads: all texts of the template with their parameters, by place or by name', () => {
  const stored = {
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Hi {{1}}, {{2}} off' },
      { type: 'FOOTER', text: 'Bye' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Shop' }] },
    ],
  };
  const image: SentParameter = { type: 'image', name: undefined, text: undefined, raw: {} };
  const components = [component('header', [image]), component('body', [parameter('Ann'), parameter('10 %')])];
  const sent = { name: 'spring', language: 'en_US', components };
  expect(readableText(sent, stored)).toBe('[image] · Hi Ann, 10 % off · Bye · [Shop]');
  const named = { ...sent, components: [component('body', [parameter('Ann', 'first')])] };
  expect(readableText(named, { components: [{ type: 'BODY', text: 'Hi {{first}}' }] })).toBe('Hi Ann');
  expect(readableText(sent, undefined)).toBe('[image] · Ann · 10 %');
});

const faultsOf = (document: unknown): string[] => {
  const reading = readScenario(document, { seed: 1 });
  return reading.ok ? [] : reading.faults;
};

test('a scenario in which one id names two objects is refused with a sentence, also an id that would be invented', () => {
  const template = { name: 'a', language: 'en_US' };
  expect(faultsOf({ templates: [template, { ...template, name: 'b', id: '200000000000001' }] })).toEqual([
    'templates[1].id: 200000000000001 is templates[0].id too (a template without an id gets one made of its place); give each object an id of its own',
  ]);
  expect(faultsOf({ numbers: [{ id: '300000000000001' }] })).toEqual([
    'numbers[0].id: 300000000000001 is one of the ids that the simulator gives to templates that it makes up; take another',
  ]);
  expect(faultsOf({ numbers: [{ id: '300000000000001' }], templates: [template] })).toEqual([]);
  expect(faultsOf({ numbers: [{ id: '100000000000001' }, { id: '7' }, { id: '7' }] })).toHaveLength(2);
  expect(faultsOf({ templates: [template, { ...template, name: 'b' }] })).toEqual([]);
});
