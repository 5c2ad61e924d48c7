/** The tables of docs/outcomes.md say what the code does. */
import { readFileSync } from 'node:fs';
import { classOf, errorTable, type ErrorClass } from '../../../services/domain/provider/error-table.ts';
import {
  AMBIGUOUS,
  deliveryStatus,
  extendedDeliveryStatus,
  wrapUpCode,
  type Outcome,
} from '../../../services/domain/message/message-outcome.ts';

const rows = readFileSync('docs/outcomes.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** As the document writes it. */
function inWords(what: ErrorClass): string {
  switch (what.action) {
    case 'hold':
      return `hold ${what.scope} ${what.forMs / 1_000}`;
    case 'retry':
      return `retry ${what.backoff} ${what.baseMs / 1_000} ${what.attempts}${what.slowDown ? ' slower' : ''}`;
    case 'fail':
      return what.recipient ? 'fail recipient' : 'fail';
    default:
      return what.action;
  }
}

const errors = rows
  .filter(([codes]) => /^\d[\d, ]*$/.test(codes ?? ''))
  .flatMap(([codes = '', , what = '']) => codes.split(', ').map((code) => [Number(code), what] as const));

test('every code is in the document, once', () => {
  expect(errors.map(([code]) => code).sort((a, b) => a - b)).toEqual(
    [...errorTable.keys()].sort((a, b) => a - b),
  );
});

test.each(errors)('%d: %s', (code, what) => {
  expect(what).toBe(`\`${inWords(classOf(code, false))}\``);
});

const states = rows.filter(([state]) =>
  /^(WAITING|INTENT|ACCEPTED|FAILED|UNKNOWN|SKIPPED)/.test(state ?? ''),
);

test('every state is in the document', () => {
  expect(states).toHaveLength(12);
});

test.each(states)(
  '%s %s has wrap-up code %s, Delivery Status %s, detail %s',
  (state = '', delivery, wrapUp, status, detail) => {
    const outcome = {
      state: state.split(' ')[0],
      ...(delivery === '–' ? {} : { delivery }),
      ...(state.includes(AMBIGUOUS) ? { reason: AMBIGUOUS } : {}),
    } as Outcome;
    const shown = (value: string | null): string => value ?? '–';
    if (outcome.state !== 'SKIPPED') expect(shown(wrapUpCode(outcome))).toBe(wrapUp);
    expect(shown(deliveryStatus(outcome))).toBe(status);
    if (detail === 'by its code')
      expect(extendedDeliveryStatus({ ...outcome, code: 131026 })).toBe('InvalidDestination');
    else expect(shown(extendedDeliveryStatus(outcome))).toBe(detail);
  },
);
