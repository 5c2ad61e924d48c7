/**
 * Nothing grows without bound. Between two measurements a size may grow with the people in the lists where it is of them, with the
 * days until the first of it goes, and else not at all; and no single document grows.
 */
import type { MonthEvidence, MonthFacts, Sizes } from './month-evidence.ts';

/** What is under way, and what is removed once an hour or in steps. */
const SLACK = 1.25;
const SLACK_DOCUMENTS = 25;
const SLACK_RECORDS = 60;
const SLACK_BYTES = 600;
/** Groups of process lives that ended a moment ago. */
const SLACK_GROUPS = 30;
/** A series appears when its labels are first seen. */
const SLACK_SERIES = 40;
/** A heap grows until it is worth collecting. */
const SLACK_MEBIBYTES = 64;

export function bounded({ facts }: MonthEvidence): string[] {
  const [first, ...later] = facts.sizes;
  if (!first) return [];
  return later.flatMap((sizes) => between(facts, first, sizes));
}

function between(facts: MonthFacts, first: Sizes, last: Sizes): string[] {
  const span = `between day ${first.day} and day ${last.day}`;
  const documents = Object.entries(last.collections).flatMap(([name, is]) => {
    const was = first.collections[name] ?? { documents: 0, largestBytes: 0 };
    const most = was.documents * growth(facts, name, first, last) * SLACK + SLACK_DOCUMENTS;
    const largest = was.largestBytes * SLACK + SLACK_BYTES;
    return [
      ...(is.documents > most
        ? [
            `${name} grew from ${was.documents} to ${is.documents} documents ${span}, expected at most ${Math.floor(most)}`,
          ]
        : []),
      ...(was.documents > 0 && !facts.perPerson.includes(name) && is.largestBytes > largest
        ? [
            `the largest document of ${name} grew from ${was.largestBytes} to ${is.largestBytes} bytes ${span}`,
          ]
        : []),
    ];
  });
  const records = Object.entries(last.topics).flatMap(([name, is]) => {
    const was = first.topics[name]?.records ?? 0;
    const most = was * untilGone(is.keptDays, first, last) * SLACK + SLACK_RECORDS;
    return is.records > most ? [`${name} grew from ${was} to ${is.records} records ${span}`] : [];
  });
  return [
    ...documents,
    ...records,
    ...(last.groups > first.groups + SLACK_GROUPS
      ? [`consumer groups grew from ${first.groups} to ${last.groups} ${span}`]
      : []),
    ...((last.indexes ?? 0) > (first.indexes ?? 0)
      ? [`indexes grew from ${first.indexes ?? 0} to ${last.indexes ?? 0} ${span}`]
      : []),
    ...ofProcesses('metric series', first.series, last.series, SLACK_SERIES).map((what) => `${what} ${span}`),
    ...ofProcesses('MiB', first.memory, last.memory, SLACK_MEBIBYTES).map((what) => `${what} ${span}`),
  ];
}

function ofProcesses(
  what: string,
  first: Record<string, number> = {},
  last: Record<string, number> = {},
  slack: number,
): string[] {
  return Object.entries(last).flatMap(([name, is]) => {
    const was = first[name];
    return was !== undefined && is > was * SLACK + slack
      ? [`${name} grew from ${Math.round(was)} to ${Math.round(is)} ${what}`]
      : [];
  });
}

function growth(facts: MonthFacts, name: string, first: Sizes, last: Sizes): number {
  if (facts.perPerson.includes(name)) return last.people / Math.max(1, first.people);
  const kept = facts.keptDays[name];
  return kept === undefined ? 1 : untilGone(kept, first, last);
}

/** How much more days of it there are, until the first of it goes. */
const untilGone = (keptDays: number, first: Sizes, last: Sizes): number =>
  Math.min(last.day, Math.max(1, keptDays)) / Math.max(1, Math.min(first.day, keptDays));
