import { readEnv, EnvironmentFault } from '../../../config/env.ts';
import { readFaultPoints } from '../../../config/fault-points.ts';
import { toSettings } from '../../../config/settings.ts';

test('nothing is armed unless the environment says so', () => {
  expect(toSettings(readEnv({})).faultPoints).toEqual([]);
});

test('entries are separated by semicolons; a pass is counted from 1, and none means each', () => {
  expect(
    readFaultPoints(
      'sender.intent.after=kill@3; throttle.reserve.before=freeze:20000 ;status.ledger.after=delay:500;',
    ),
  ).toEqual({
    faults: [],
    armed: [
      { point: 'sender.intent.after', kind: 'kill', ms: 0, pass: 3 },
      { point: 'throttle.reserve.before', kind: 'freeze', ms: 20_000, pass: null },
      { point: 'status.ledger.after', kind: 'delay', ms: 500, pass: null },
    ],
  });
});

test.each([
  ['sender.intent', /is not point=kind/],
  ['sender.intent.after=kill@', /is not point=kind/],
  ['sender.lunch.after=kill', /names no fault point; there are .*sender\.intent\.after/],
  ['toString=kill', /is not point=kind/],
  ['sender.intent.after=explode', /names no kind; there are kill, freeze, delay/],
  ['sender.intent.after=kill:5', /gives milliseconds to a kill/],
  ['sender.intent.after=delay', /lacks milliseconds \(delay:500\)/],
  ['sender.intent.after=kill@0', /counts passes from 1/],
])('%s is refused, and why', (text, why) => {
  const { armed, faults } = readFaultPoints(text);
  expect(armed).toEqual([]);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(`"${text}"`);
  expect(faults[0]).toMatch(why);
});

test('a process does not start with a fault point that it does not know', () => {
  expect(() => toSettings(readEnv({ FAULT_POINTS: 'sender.lunch.after=kill' }))).toThrow(EnvironmentFault);
});
