import fc from 'fast-check';
import type { MessageState } from '../../../../schemas/collections.ts';
import {
  isChosen,
  isReached,
  resendFaults,
  standingAfter,
  standingOf,
  type ResendKind,
  type SentBefore,
} from '../../../../services/domain/campaign/resend.ts';
import { stateAfter, type LedgerEvent } from '../../../../services/ledger/state/transitions.ts';

const failed = (code?: number, reason?: string): SentBefore => ({ state: 'FAILED', code, reason });
const accepted: SentBefore = { state: 'ACCEPTED' };
const unknown: SentBefore = { state: 'UNKNOWN' };
const resentAt = new Date('2026-03-01T10:00:00Z');

it.each([
  ['nothing was written of it', null, 'NEVER_REACHED'],
  ['it was put off or waits for another attempt', { state: 'WAITING', code: 130429 }, 'NEVER_REACHED'],
  ['WhatsApp refused it or gave it up', failed(131026), 'FAILED'],
  ['WhatsApp took it', accepted, 'REACHED'],
  ['nobody knows whether it was sent', unknown, 'UNKNOWN'],
  ['it was given up because nobody knew', failed(undefined, 'AMBIGUOUS'), 'UNKNOWN'],
  [
    'it waits to be sent once more, and the first may have arrived',
    { state: 'WAITING', resentAt },
    'UNKNOWN',
  ],
  [
    'it was sent once more and failed, and the first may have arrived',
    { ...failed(131026), resentAt },
    'UNKNOWN',
  ],
  ['a request may be about to leave', { state: 'INTENT' }, 'UNDER_WAY'],
  ['it was not to be sent', { state: 'SKIPPED', reason: 'OPTED_OUT' }, 'SKIPPED'],
] as const)('a message stands where its document says: %s', (_, message, standing) => {
  expect(standingOf(message)).toBe(standing);
});

it('after several runs the most counts that any message may have done', () => {
  const after = (...messages: Array<SentBefore | null>) => {
    const [own = null, ...others] = messages;
    return standingAfter(own, others);
  };
  expect(after(failed(131026), accepted)).toEqual({ standing: 'REACHED', cause: null });
  expect(after(null, unknown, failed(131026))).toEqual({ standing: 'UNKNOWN', cause: null });
  expect(after(null, failed(131026), { state: 'INTENT' })).toEqual({ standing: 'UNDER_WAY', cause: null });
  expect(after(failed(131026), failed(131042), null)).toEqual({ standing: 'FAILED', cause: 131042 });
  expect(after(failed(undefined, 'no reason'))).toEqual({ standing: 'FAILED', cause: 'no reason' });
  expect(after(null, null)).toEqual({ standing: 'NEVER_REACHED', cause: null });
  expect(after({ state: 'SKIPPED' }, failed(131026))).toEqual({ standing: 'SKIPPED', cause: null });
  // what was skipped later (a do-not-contact list, say) is looked at anew
  expect(after(failed(131026), { state: 'SKIPPED' })).toEqual({ standing: 'FAILED', cause: 131026 });
});

it('who may have it by now is not sent to, unless UNKNOWN is named', () => {
  const isOut = (kinds: ResendKind[], ...earlier: SentBefore[]) => isReached({ kinds }, earlier);
  expect(isOut(['NEVER_REACHED'])).toBe(false);
  expect(isOut(['FAILED'], failed(131026))).toBe(false);
  // another contact with this number, or the number that was entered since, may have the message
  expect(isOut(['FAILED'], failed(131026), unknown)).toBe(true);
  expect(isOut(['FAILED', 'UNKNOWN'], failed(131026), unknown)).toBe(false);
  for (const state of ['ACCEPTED', 'INTENT'] as const)
    expect(isOut(['FAILED', 'UNKNOWN', 'NEVER_REACHED'], { state })).toBe(true);
});

it('codes choose among failures alone', () => {
  const chosen = (kinds: ResendKind[], codes: number[], cause: number | string | null) =>
    isChosen({ kinds, codes }, { standing: cause === null ? 'UNKNOWN' : 'FAILED', cause });
  expect(chosen(['FAILED'], [], 131026)).toBe(true);
  expect(chosen(['FAILED'], [131042], 131042)).toBe(true);
  expect(chosen(['FAILED'], [131042], 131026)).toBe(false);
  expect(chosen(['FAILED'], [131042], 'no reason')).toBe(false);
  expect(chosen(['FAILED', 'UNKNOWN'], [131042], null)).toBe(true);
  expect(chosen(['UNKNOWN'], [], 131026)).toBe(false);
});

it('a request says whom it is for, and UNKNOWN is acknowledged', () => {
  const faults = (kinds: ResendKind[], codes: number[] = [], mayGetItTwice = false) =>
    resendFaults({ kinds, codes }, mayGetItTwice).map(({ code, field }) => `${code} ${field}`);
  expect(faults(['FAILED', 'NEVER_REACHED'], [131026])).toEqual([]);
  expect(faults(['UNKNOWN'], [], true)).toEqual([]);
  expect(faults([])).toEqual(['resend.nobody kinds']);
  expect(faults(['FAILED', 'UNKNOWN'])).toEqual(['resend.unknown.not.acknowledged mayGetItTwice']);
  expect(faults(['NEVER_REACHED'], [131026])).toEqual(['invalid.property codes']);
  expect(faults(['FAILED'], [-1])).toEqual(['invalid.property codes']);
  expect(faults(['FAILED'], [1.5])).toEqual(['invalid.property codes']);
  expect(
    faults(
      ['FAILED'],
      Array.from({ length: 101 }, (_, code) => code),
    ),
  ).toEqual(['constraint.validation codes']);
});

/** What a person saw of one message, as the model remembers it. */
type Fate = { state: MessageState; code?: number; reason?: string };
type Step =
  | { what: 'late'; person: number; run: number; event: LedgerEvent; code: number }
  | { what: 'resend'; kinds: ResendKind[]; codes: number[]; outcomes: Outcome[]; meanwhile: Late[] };
type Late = { person: number; run: number; event: LedgerEvent; code: number };
type Outcome = { event: 'ACCEPTED' | 'FAILED' | 'UNKNOWN' | 'SKIPPED'; code: number };

const PEOPLE = 6;
const person = fc.nat(PEOPLE - 1);
const code = fc.constantFrom(131026, 131042, 131049);
const late: fc.Arbitrary<Late> = fc.record({
  ...{ person, run: fc.nat(4), code },
  event: fc.constantFrom<LedgerEvent>('DELIVERED', 'READ', 'UNDELIVERED', 'FAILED', 'GIVE_UP', 'SENT'),
});
const outcome: fc.Arbitrary<Outcome> = fc.record({
  ...{ code, event: fc.constantFrom('ACCEPTED', 'FAILED', 'UNKNOWN', 'SKIPPED') },
});
const kinds = fc.uniqueArray(fc.constantFrom<ResendKind>('FAILED', 'UNKNOWN', 'NEVER_REACHED'), {
  minLength: 1,
});
const outcomes = fc.array(outcome, { minLength: PEOPLE, maxLength: PEOPLE });
const step: fc.Arbitrary<Step> = fc.oneof(
  late.map((of) => ({ what: 'late', ...of }) as const),
  fc.record({
    ...{ what: fc.constant('resend' as const), kinds, outcomes, meanwhile: fc.array(late, { maxLength: 3 }) },
    codes: fc.oneof(
      fc.constant<number[]>([]),
      code.map((only) => [only]),
    ),
  }),
);
/** The first run: whom it came to before it was stopped, and what became of the messages. */
const firstRun = fc.array(fc.option(outcome), { minLength: PEOPLE, maxLength: PEOPLE });

it('however runs, late statuses and resends follow each other, nobody gets a second message who may have one, and nobody named is lost', () => {
  fc.assert(
    fc.property(firstRun, fc.array(step, { maxLength: 12 }), (first, steps) => {
      /** By run, by person. */
      const ledger: Array<Map<number, Fate>> = [new Map()];
      const send = (run: number, who: number, { event, code }: Outcome): void => {
        const state = stateAfter('INTENT', event) ?? 'INTENT';
        ledger[run]?.set(who, state === 'FAILED' ? { state, code } : { state });
      };
      const hear = ({ person: who, run, event, code }: Late): void => {
        const message = ledger[run]?.get(who);
        const state = message && stateAfter(message.state, event);
        if (!message || !state) return;
        const failure = event === 'GIVE_UP' ? { reason: 'AMBIGUOUS' } : { code };
        ledger[run]?.set(who, state === 'FAILED' ? { state, ...failure } : { state });
      };
      const fates = (who: number): Fate[] => ledger.flatMap((run) => run.get(who) ?? []);
      const mayHaveIt = (who: number): boolean =>
        fates(who).some(({ state, reason }) => state === 'UNKNOWN' || reason === 'AMBIGUOUS');
      const hasIt = (who: number): boolean => fates(who).some(({ state }) => state === 'ACCEPTED');
      first.forEach((made, who) => made && send(0, who, made));
      for (const step of steps) {
        if (step.what === 'late') {
          hear(step);
          continue;
        }
        const { kinds, codes } = step;
        const everybody = Array.from({ length: PEOPLE }, (_, who) => who);
        const messagesOf = (who: number) => ledger.map((run) => run.get(who) ?? null);
        const named = everybody.filter((who) => {
          const [own = null, ...others] = messagesOf(who);
          return isChosen(step, standingAfter(own, others));
        });
        // the same, said by the model
        const wanted = everybody.filter((who) => {
          if (hasIt(who) || ledger[0]?.get(who)?.state === 'SKIPPED') return false;
          if (mayHaveIt(who)) return kinds.includes('UNKNOWN');
          const failures = fates(who).filter(({ state }) => state === 'FAILED');
          if (failures.length === 0) return kinds.includes('NEVER_REACHED');
          return (
            kinds.includes('FAILED') && (codes.length === 0 || codes.includes(failures.at(-1)?.code ?? 0))
          );
        });
        expect(named).toEqual(wanted);
        step.meanwhile.forEach(hear);
        const got = named.filter(
          (who) =>
            !isReached(
              step,
              messagesOf(who).filter((sent) => sent !== null),
            ),
        );
        for (const who of got) {
          expect(hasIt(who)).toBe(false);
          if (!kinds.includes('UNKNOWN')) expect(mayHaveIt(who)).toBe(false);
        }
        // whom nothing has reached meanwhile is messaged
        const stillDue = named.filter((who) => !hasIt(who) && (kinds.includes('UNKNOWN') || !mayHaveIt(who)));
        expect(got).toEqual(stillDue);
        ledger.push(new Map());
        for (const who of got)
          send(ledger.length - 1, who, step.outcomes[who] ?? { event: 'FAILED', code: 0 });
      }
    }),
    { numRuns: 500 },
  );
});
