/** The people of a drill, and the files that bring them: every tenth on the DNC list, every fiftieth row unusable, one row twice, one number twice. */
import type { CallableMinutes } from './callable-minutes.ts';
import type { ImportFacts } from './checker/evidence.ts';

export type Person = {
  readonly phone: number;
  readonly rank: number;
  readonly isOnDnc: boolean;
  /** What the column of zones says: nothing means the campaign's zone. */
  readonly zone: string;
};

/** A prime above the people of a drill, so that ranks differ. */
const RANKS = 1_000_003;

/** @param firstPhone numbers go up from it. @param callable null when any time is callable */
export function drillPeople(count: number, firstPhone: number, callable: CallableMinutes | null): Person[] {
  return Array.from({ length: count }, (_, n) => ({
    phone: firstPhone + n,
    rank: (n * 7_919) % RANKS,
    isOnDnc: n % 10 === 3,
    zone: callable ? zoneOf(n, callable) : '',
  }));
}

/** A little more than half are in the east; of the others some do not say where they are. */
function zoneOf(n: number, { east, west }: CallableMinutes): string {
  if (n % 10 === 4) return '';
  return n % 3 === 2 ? west : east;
}

export function contactsFile(people: readonly Person[]): {
  csv: string;
  facts: Omit<ImportFacts, 'importId'>;
} {
  const rows: string[] = [];
  const rejectedLines: number[] = [];
  const LINES_BEFORE = 2; // the header, and lines count from 1
  for (const [n, { phone, rank, zone }] of people.entries()) {
    if (n % 50 === 25) {
      rejectedLines.push(rows.length + LINES_BEFORE);
      rows.push(`Broken ${n},unknown,1,`);
    }
    rows.push(`Person ${n},+${phone},${rank},${zone}`);
  }
  const again = rows[3] ?? '';
  const twin = people[5];
  rows.push(again, `Twin,+${twin?.phone ?? 0},${(twin?.rank ?? 0) - 0.5},${twin?.zone ?? ''}`);
  return {
    csv: `Name,Phone,Rank,Zone\n${rows.join('\n')}\n`,
    facts: {
      rows: rows.length,
      imported: people.length + 1,
      updated: 0,
      unchanged: 1,
      rejectedLines,
      contactsInList: people.length + 1,
    },
  };
}

export const dncFile = (people: readonly Person[]): string =>
  `Last Name,Home\n${people
    .filter(({ isOnDnc }) => isOnDnc)
    .map(({ phone }, n) => `No ${n},${String(phone).slice(1)}`)
    .join('\n')}\n`;
