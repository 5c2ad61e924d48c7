import fc from 'fast-check';
import { messageIdOf, runIdOf } from '../../../../services/domain/message/message.ts';
import {
  attemptOf,
  decisionOf,
  planningOf,
  traceIdOf,
} from '../../../../services/domain/message/message-trace.ts';

const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });
const messageIds = fc.tuple(hex(16), hex(24)).map(([run, own]) => `${run}-${own}`);
const VALID_TRACE = /^(?!0{32}$)[0-9a-f]{32}$/;
const VALID_SPAN = /^(?!0{16}$)[0-9a-f]{16}$/;

describe('the trace of a message', () => {
  it('is its id without the first eight characters and the hyphen', () => {
    expect(traceIdOf('c82a88e61ed03d7d-a989639709461970f3b4ba93')).toBe('1ed03d7da989639709461970f3b4ba93');
  });

  it('is the same for every process, and another one for each message', () => {
    const ids = Array.from({ length: 2_000 }, (_, n) =>
      messageIdOf(runIdOf('c', 1), String(13_175_550_000 + n)),
    );
    expect(new Set(ids.map(traceIdOf)).size).toBe(ids.length);
    expect(ids.map(traceIdOf)).toEqual(ids.map(traceIdOf));
  });

  it('has valid ids, whatever the message id is', () => {
    fc.assert(
      fc.property(messageIds, fc.nat(1_000_000), (messageId, attempt) => {
        for (const place of [decisionOf(messageId), attemptOf(messageId, attempt)]) {
          if (place === null) continue;
          expect(place.traceId).toMatch(VALID_TRACE);
          expect(place.spanId).toMatch(VALID_SPAN);
        }
      }),
    );
    expect(decisionOf(`${'0'.repeat(16)}-${'0'.repeat(24)}`)).toBeNull();
    expect(attemptOf(`1${'0'.repeat(15)}-${'0'.repeat(24)}`, 0)).toBeNull();
  });

  it('has a span of its own for the decision and for each attempt', () => {
    const id = 'c82a88e61ed03d7d-a989639709461970f3b4ba93';
    const spans = [decisionOf(id), ...Array.from({ length: 300 }, (_, n) => attemptOf(id, n + 1))];
    expect(new Set(spans.map((place) => place?.spanId)).size).toBe(301);
    expect(decisionOf(id)?.spanId).toBe('a989639709460000');
    expect(attemptOf(id, 17)?.spanId).toBe('a989639709460011');
  });

  it.each([
    '',
    'x',
    'c82a88e61ed03d7d-xa989639709461970f3b4ba93',
    'C82A88E61ED03D7D-A989639709461970F3B4BA93',
  ])('does not exist for %j, which is not the id of a message', (id) => {
    expect(traceIdOf(id)).toBeNull();
    expect(decisionOf(id)).toBeNull();
  });
});

describe('the trace of a run', () => {
  it('is its id twice', () => {
    expect(planningOf('c82a88e61ed03d7d')).toEqual({
      traceId: 'c82a88e61ed03d7dc82a88e61ed03d7d',
      spanId: 'c82a88e61ed03d7d',
    });
    expect(planningOf('run')).toBeNull();
    expect(planningOf('0'.repeat(16))).toBeNull();
  });
});
