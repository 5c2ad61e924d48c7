import { justTheChosen } from '../../faults/checker/just-the-chosen.ts';
import type { Evidence, RunFacts } from '../../faults/checker/evidence.ts';
import { at, atOf, evidenceOf, idOf, phones } from './evidence-of.ts';

const AGAIN = 'bbbbbbbbbbbbbbbb';
const CHOSEN = ['491', '492'];

/** The first two were given up, one in the reply and one later; a second run sent to them again. */
function sentAgain(spoil: (evidence: Evidence, resend: RunFacts) => void = () => undefined): string[] {
  const evidence = evidenceOf();
  evidence.accepted = evidence.accepted.filter(({ to }) => to !== '491');
  evidence.told.push({ ...at(evidence.told, 2), status: 'failed', code: 131_026 });
  for (const to of CHOSEN) reach(evidence, to);
  const resend: RunFacts = {
    ...{ ...evidence.run, runId: AGAIN, order: CHOSEN, contacts: CHOSEN.length },
    resend: { earlierRunIds: [evidence.run.runId], chosen: CHOSEN, mayGetItTwice: [] },
  };
  evidence.facts.runs.push(resend);
  spoil(evidence, resend);
  return justTheChosen(evidence);
}

function reach(evidence: Evidence, to: string): void {
  const id = `${AGAIN}-m${to}`;
  const message = { at: atOf(50), to, wamid: `again${to}`, phoneNumberId: '100', callbackData: `${id}.1` };
  evidence.accepted.push(message);
}

const ledger = (evidence: Evidence, to: string, state: string): void => {
  const first = at(
    evidence.messages.filter(({ _id }) => _id === idOf(to)),
    0,
  );
  evidence.messages.push({ ...first, _id: `${AGAIN}-m${to}`, runId: AGAIN, state });
};

const unreach = (evidence: Evidence, to: string): void => {
  evidence.accepted = evidence.accepted.filter(({ wamid }) => wamid !== `again${to}`);
};

test('one more message for each of the chosen is in order', () => expect(sentAgain()).toEqual([]));

test.each(['FAILED', 'SKIPPED', 'UNKNOWN'])('a chosen one may end as %s instead', (state) => {
  expect(
    sentAgain((evidence) => {
      unreach(evidence, '492');
      ledger(evidence, '492', state);
    }),
  ).toEqual([]);
});

test.each<[string, (evidence: Evidence, resend: RunFacts) => void, RegExp]>([
  ['somebody else gets one', (e) => reach(e, '496'), /496 .* is not one of the chosen/],
  ['a chosen one gets two', (e) => reach(e, '491'), /491 got 2 messages/],
  ['a chosen one gets nothing', (e) => unreach(e, '492'), /492 is one of the chosen and got nothing/],
  [
    'a chosen one is accepted in the ledger alone',
    (e) => {
      unreach(e, '492');
      ledger(e, '492', 'ACCEPTED');
    },
    /492 is one of the chosen and got nothing/,
  ],
  [
    'one is chosen whose message had arrived',
    (e, resend) => {
      reach(e, '495');
      resend.resend?.chosen.push('495');
    },
    /495 .* had one that arrived/,
  ],
])('violated when %s', (_, spoil, text) => {
  const found = sentAgain((evidence, resend) => {
    if (resend.resend) resend.resend.chosen = [...CHOSEN];
    spoil(evidence, resend);
  });
  expect(found.join('\n')).toMatch(text);
});

test('of whom nobody knew whether it had arrived, a second is allowed', () => {
  const found = sentAgain((evidence, resend) => {
    reach(evidence, '495');
    resend.resend = {
      earlierRunIds: resend.resend?.earlierRunIds ?? [],
      chosen: [...CHOSEN, '495'],
      mayGetItTwice: ['495'],
    };
  });
  expect(found).toEqual([]);
});

test('a run that is not a resend is none of its business', () => {
  expect(phones.length).toBeGreaterThan(CHOSEN.length);
  expect(justTheChosen(evidenceOf())).toEqual([]);
});
