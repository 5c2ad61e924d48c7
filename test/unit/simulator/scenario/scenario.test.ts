import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScenario } from '../../../../services/simulator/scenario/read-scenario.ts';
import { readSimulatorSettings } from '../../../../services/simulator/settings.ts';

const folder = join(__dirname, '../../../../services/simulator/scenarios');

test.each(readdirSync(folder))('%s is a valid scenario named as its file', (file) => {
  const reading = readScenario(JSON.parse(readFileSync(join(folder, file), 'utf8')), { seed: 1 });
  expect(reading).toMatchObject({ ok: true, scenario: { name: file.replace('.json', '') } });
});

test('an empty scenario is calm: no failures, no limits', () => {
  expect(readScenario({}, { seed: 5 })).toMatchObject({
    ok: true,
    scenario: { seed: 5, rules: [], outcomes: [], limits: { messagesPerSecond: null } },
  });
});

test.each([
  [
    {
      outcomes: [
        { probability: 0.6, outcome: 'accept' },
        { probability: 0.6, outcome: 'held' },
      ],
    },
    'outcomes: expected probabilities that add up to at most 1, found 1.2',
  ],
  [
    { rules: [{ outcome: 'accept', matches: '(' }] },
    'rules[0].matches: expected a regular expression, found "("',
  ],
  [{ templates: [{ language: 'de' }] }, 'templates[0].name: expected a text, found nothing'],
  [
    { templates: [{ name: 'x', language: 'de', components: [{}] }] },
    'templates[0].components[0]: expected a component with a type, found {}',
  ],
  [{ numbers: [{ id: 7 }] }, 'numbers[0].id: expected a text, found 7'],
  [
    { statuses: { sent: { delayMs: { min: 1 } } } },
    'statuses.sent.delayMs.max: expected a number ≥ 0, found nothing',
  ],
  [[], 'the document: expected an object, found []'],
])('%j: %s', (document, fault) => {
  expect(readScenario(document, { seed: 1 })).toEqual({ ok: false, faults: [fault] });
});

test('fields of a template that the simulator does not know are ignored', () => {
  expect(
    readScenario({ templates: [{ name: 'x', language: 'de', sub_category: 'CUSTOM' }] }, { seed: 1 }).ok,
  ).toBe(true);
});

test('settings come from the environment, with all faults at once', () => {
  expect(
    readSimulatorSettings({ SIMULATOR_PORT: 9, SIMULATOR_SEED: '7', SIMULATOR_ACCESS_TOKEN: 'a, b' }),
  ).toMatchObject({
    port: 9,
    seed: 7,
    accessTokens: ['a', 'b'],
    host: '127.0.0.1',
  });
  const wrong = () =>
    readSimulatorSettings({ SIMULATOR_PORT: '70000', SIMULATOR_SEED: 'x', SIMULATOR_SCENARIO: '/none.json' });
  expect(wrong).toThrow(/SIMULATOR_PORT[^]*SIMULATOR_SEED[^]*SIMULATOR_SCENARIO/);
});
