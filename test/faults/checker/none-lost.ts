/**
 * Taken up = sent + failed + skipped + unknown, counted document by document; what the ledger calls accepted reached somebody, and
 * what reached somebody is in the ledger as such.
 */
import { acceptedIn, ledgerOf, messageIdIn, type Evidence, type RunFacts } from './evidence.ts';

const ENDED = new Set(['ACCEPTED', 'FAILED', 'SKIPPED', 'UNKNOWN']);
/** What the ledger may say of a message that reached somebody; UNKNOWN is for another rule. */
const REACHED = new Set(['ACCEPTED', 'FAILED', 'UNKNOWN']);

export function noneLost(evidence: Evidence): string[] {
  return evidence.facts.runs.flatMap((run) => [...balance(evidence, run), ...recipients(evidence, run)]);
}

function balance(evidence: Evidence, run: RunFacts): string[] {
  const ledger = ledgerOf(evidence, run);
  const ended = ledger.filter(({ state }) => ENDED.has(state));
  const isOver = run.endsAs === 'complete';
  const status = evidence.campaigns.find(({ _id }) => _id === run.campaignId)?.status;
  return [
    ...(status === run.endsAs
      ? []
      : [`campaign ${run.campaignId} is ${status ?? 'not there'}, not ${run.endsAs}`]),
    ...((isOver && ended.length !== run.contacts) || ended.length > run.contacts
      ? [`run ${run.runId} has ${ended.length} outcomes for ${run.contacts} contacts`]
      : []),
    ...ledger
      .filter(({ state }) => isOver && !ENDED.has(state))
      .map(({ _id, state }) => `${_id} is ${state} in a complete run`),
  ];
}

function recipients(evidence: Evidence, run: RunFacts): string[] {
  const accepted = acceptedIn(evidence, run);
  const ledger = new Map(ledgerOf(evidence, run).map((one) => [one._id, one]));
  const reached = new Set(accepted.map(({ callbackData }) => messageIdIn(callbackData)));
  const known = new Set([
    ...accepted.map(({ to }) => to),
    ...[...ledger.values()].filter(({ state }) => ENDED.has(state)).map(({ to }) => to),
  ]);
  const skippedWithoutNumber = [...ledger.values()].filter(
    ({ state, to }) => state === 'SKIPPED' && to === undefined,
  ).length;
  const missing = run.order.filter((to) => !known.has(to));
  return [
    // an exclusion names the contact and not the number: so many may be among the missing, and no more
    ...(run.endsAs === 'complete' && missing.length > skippedWithoutNumber
      ? [`${missing.length} recipients of run ${run.runId} have no outcome, e.g. ${missing[0] ?? ''}`]
      : []),
    ...accepted.flatMap(({ callbackData, to }) => {
      const state = ledger.get(messageIdIn(callbackData))?.state;
      if (state === undefined)
        return [`the message to ${to ?? '?'} (${callbackData ?? ''}) is not in the ledger`];
      return REACHED.has(state) || run.endsAs !== 'complete'
        ? []
        : [`${messageIdIn(callbackData)} reached ${to ?? '?'} and is ${state} in the ledger`];
    }),
    ...[...ledger.values()]
      .filter(({ _id, state }) => state === 'ACCEPTED' && !reached.has(_id))
      .map(({ _id }) => `${_id} is ACCEPTED in the ledger and reached nobody`),
  ];
}
