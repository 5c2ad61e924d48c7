/** Commands that are read long after they were issued do not act; nobody gets a message in a time of silence; what was missed is told. */
import type { MonthEvidence } from './month-evidence.ts';

export function nothingOldActs({ facts, campaigns, outcomes }: MonthEvidence): string[] {
  const now = new Map(campaigns.map((campaign) => [campaign._id, campaign]));
  return [
    ...facts.oldCommands.flatMap(({ commandId, publishedMs }) => {
      const outcome = outcomes.find(({ _id }) => _id === commandId);
      if (!outcome) return [`command ${commandId} has no outcome`];
      const decidedMs = outcome.at instanceof Date ? outcome.at.getTime() : Infinity;
      return outcome.accepted && decidedMs >= publishedMs
        ? [`the old command ${commandId} to ${outcome.subjectId} was carried out`]
        : [];
    }),
    ...facts.unchanged.flatMap(({ campaignId, ...was }) => {
      const is = now.get(campaignId);
      const changed = (['status', 'runId', 'version'] as const).filter(
        (field) => (is?.[field] ?? null) !== was[field],
      );
      return changed.map(
        (field) =>
          `campaign ${campaignId}: ${field} was ${String(was[field])} and is ${String(is?.[field] ?? null)}`,
      );
    }),
  ];
}

export const silentWhen = ({ facts, accepted }: MonthEvidence): string[] =>
  facts.silences.flatMap(({ why, fromMs, untilMs, to }) =>
    accepted
      .filter((one) => one.at >= fromMs && one.at <= untilMs && (!to || to.includes(one.to ?? '')))
      .map((one) => `${one.to ?? '?'} got a message at ${new Date(one.at).toISOString()}: ${why}`),
  );

export const missedIsTold = ({ facts, campaigns }: MonthEvidence): string[] =>
  facts.missedStarts.flatMap((campaignId) => {
    const campaign = campaigns.find(({ _id }) => _id === campaignId);
    const codes = (campaign?.missedStart?.errors ?? []).map(({ code }) => code);
    return codes.includes('start.too.late')
      ? []
      : [
          `campaign ${campaignId} does not say that its start was missed: ${JSON.stringify(campaign ?? null)}`,
        ];
  });

export const endedIsEnded = ({ facts }: MonthEvidence): string[] =>
  facts.answers
    .filter(({ expected, status }) => expected !== status)
    .map(({ what, expected, status }) => `${what}: the answer was ${status}, expected ${expected}`);
