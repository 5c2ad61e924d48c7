/** The numbers of a portfolio never message more people within its moving window than its level allows. */
import type { Accepted, Evidence, PortfolioFacts } from './evidence.ts';

export function peopleWithinLimit({ facts, accepted }: Evidence): string[] {
  return (facts.portfolios ?? []).flatMap((portfolio) => {
    const { people, windowMs, phoneNumberIds } = portfolio;
    const most = mostPeople(accepted, portfolio);
    return most.people > people
      ? [
          `${most.people} people got messages within ${windowMs} ms until ${new Date(most.at).toISOString()} ` +
            `from ${phoneNumberIds.join(' and ')}, expected at most ${people}`,
        ]
      : [];
  });
}

/** The window with the most people, as the provider accepted messages. */
function mostPeople(
  accepted: readonly Accepted[],
  { phoneNumberIds, windowMs }: PortfolioFacts,
): { people: number; at: number } {
  const messages = accepted
    .filter(({ phoneNumberId }) => phoneNumberIds.includes(phoneNumberId))
    .sort((a, b) => a.at - b.at);
  const within = new Map<string | null, number>();
  let most = { people: 0, at: 0 };
  let oldest = 0;
  for (const { to, at } of messages) {
    within.set(to, (within.get(to) ?? 0) + 1);
    for (let first = messages[oldest]; first && first.at <= at - windowMs; first = messages[oldest]) {
      const left = (within.get(first.to) ?? 1) - 1;
      if (left > 0) within.set(first.to, left);
      else within.delete(first.to);
      oldest += 1;
    }
    if (within.size > most.people) most = { people: within.size, at };
  }
  return most;
}
